import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Posture, type AuditSink, type RoutePosture } from 'nestjs-zero-trust';
import { createOrdersApp } from '../../create-app.js';
import { openOrdersDatabase } from '../../database/open-orders-database.js';
import type { OrdersEnvironment } from '../../orders.tokens.js';

/** Nothing is requested, so nothing is recorded. */
const NO_AUDIT: AuditSink = {
  write: () => undefined,
  fault: () => undefined,
  flush: async () => undefined,
  close: async () => undefined,
};

/** Compiles the API on an empty database in memory, without any server or the data of a running API, and reads what guards each route. */
export async function readPosture(environment: OrdersEnvironment): Promise<readonly RoutePosture[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'posture-'));
  const database = await openOrdersDatabase({ inMemory: true });
  try {
    const offline = { ...environment, ...apart(environment), dataDir };
    const { app, close } = await createOrdersApp({ environment: offline, database, auditSink: NO_AUDIT });
    const routes = app.get(Posture).routes();
    await close();
    return routes;
  } finally {
    await database.close();
    await rm(dataDir, { recursive: true });
  }
}

/** A port of its own where certificates are taken: the API may be running. */
function apart({ mtlsPort }: OrdersEnvironment): Partial<OrdersEnvironment> {
  return {
    mtlsPort: mtlsPort === undefined ? undefined : 0,
    redisUrl: undefined,
    openfgaUrl: undefined,
    spicedbEndpoint: undefined,
  };
}
