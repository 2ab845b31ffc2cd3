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

/** Compiles the API on an empty database in memory, without listening or any server, and reads what guards each route. */
export async function readPosture(environment: OrdersEnvironment): Promise<readonly RoutePosture[]> {
  const database = await openOrdersDatabase({ inMemory: true });
  try {
    const offline = {
      ...environment,
      redisUrl: undefined,
      openfgaUrl: undefined,
      spicedbEndpoint: undefined,
    };
    const { app, close } = await createOrdersApp({ environment: offline, database, auditSink: NO_AUDIT });
    const routes = app.get(Posture).routes();
    await close();
    return routes;
  } finally {
    await database.close();
  }
}
