import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { INestApplication } from '@nestjs/common';
import {
  createOrdersApp,
  openOrdersDatabase,
  ORDERS_SETTINGS,
  type OrdersDatabase,
  type OrdersEnvironment,
} from '@sample/orders';
import { readEnvironment } from '@sample/shared';
import type { AuditRecord, Tuple } from 'nestjs-zero-trust';
import { createTokenIssuer, memoryAuditSink, type TokenIssuer } from 'nestjs-zero-trust/testing';
import { Caller } from './caller.js';
import { demoTokenRequest, type TokenChanges } from './demo-token.js';
import { FrozenClock } from './frozen-clock.js';
import { ReportOnlyParity } from './report-only-parity.js';
import { isOnServers, openTestDatabase, openTestRedis, openTestRelationships } from './test-storage.js';

/** A Wednesday, 10:00 in New York. */
const WORKING_HOUR = '2026-07-01T14:00:00Z';

/** The orders API on an ephemeral port, trusting an issuer whose tokens the test makes. */
export interface OrdersServer {
  readonly app: INestApplication<Server>;
  readonly address: string;
  readonly issuer: TokenIssuer;
  readonly clock: FrozenClock;
  readonly database: OrdersDatabase;
  /** Audit records, in order. */
  readonly records: readonly AuditRecord[];
  /** Makes a token for a demo identity. */
  token(name: string, changes?: TokenChanges): string;
  /** Calls as a demo identity. */
  as(name: string, changes?: TokenChanges): Caller;
  /** Calls without a token. */
  readonly nobody: Caller;
  stop(): Promise<void>;
}

/** How the server differs from the usual one. */
export interface OrdersServerOptions {
  /** ISO 8601. @defaultValue a Wednesday, 10:00 in New York */
  readonly now?: string;
  readonly environment?: Partial<OrdersEnvironment>;
  /** Relationships beside those of the demonstration. */
  readonly tuples?: readonly Tuple[];
}

/** Starts the API with an empty, seeded database of its own; it believes the X-Forwarded-For of loopback. */
export async function startOrdersServer(options: OrdersServerOptions = {}): Promise<OrdersServer> {
  const clock = new FrozenClock(options.now ?? WORKING_HOUR);
  const issuer = await createTokenIssuer({ clock, audience: 'https://api.orders.example' });
  const database = await openTestDatabase(openOrdersDatabase);
  if (options.tuples !== undefined)
    await database.db
      .insertInto('relationship_tuples')
      .values([...options.tuples])
      .execute();
  const sink = memoryAuditSink();
  const servers = { redisUrl: await openTestRedis(), ...(await openTestRelationships()) };
  const environment = { ...testEnvironment(issuer.issuer), ...servers, ...options.environment };
  const { app, close } = await createOrdersApp({ environment, clock, database, auditSink: sink });
  // A server that fails on purpose need not fail alike when it is asked a second time: embedded storage does.
  const parity = isOnServers() ? undefined : new ReportOnlyParity().watch(app);
  await app.listen(0, '127.0.0.1');
  const address = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
  const token = (name: string, changes?: TokenChanges): string =>
    issuer.token(demoTokenRequest(issuer, name, changes));
  return {
    app,
    address,
    issuer,
    clock,
    database,
    records: sink.records,
    token,
    as: (name, changes) => new Caller({ address, authorization: [`Bearer ${token(name, changes)}`] }),
    nobody: new Caller({ address, authorization: [] }),
    stop: async () => {
      await close();
      await database.close();
      await issuer.close();
      parity?.finish();
    },
  };
}

/** The API's settings when nothing is set, but for the issuer, trusted loopback proxies and the adapter under test. */
export function testEnvironment(authIssuer: string): OrdersEnvironment {
  return readEnvironment(ORDERS_SETTINGS, {
    NODE_ENV: 'test',
    AUTH_ISSUER: authIssuer,
    DATA_DIR: join(tmpdir(), 'orders-e2e-unused'),
    TRUSTED_PROXIES: '127.0.0.0/8,::1',
    HTTP_ADAPTER: process.env['ZT_TEST_HTTP_ADAPTER'],
  });
}
