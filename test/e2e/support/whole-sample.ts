import { createOrdersApp, openOrdersDatabase, type OrdersApp, type OrdersDatabase } from '@sample/orders';
import { memoryAuditSink } from 'nestjs-zero-trust/testing';
import { freePort, startAuthServer, type AuthServer } from '../auth/auth-server.js';
import { Caller } from './caller.js';
import { testEnvironment } from './orders-server.js';
import { openTestDatabase, openTestRelationships, openTestRedis } from './test-storage.js';

/** Both processes of the sample in this one, each on a port and a database of its own, set up to know each other. */
export interface WholeSample extends AsyncDisposable {
  readonly auth: AuthServer;
  readonly database: OrdersDatabase;
  /** Calls the orders API with a token of the authorization server, or with none. */
  caller(accessToken?: unknown): Caller;
  /** Ends the orders API and starts it again on its database. */
  restartOrders(): Promise<void>;
}

/** Starts both on empty, seeded databases. */
export async function startWholeSample(): Promise<WholeSample> {
  const auth = await startAuthServer();
  const port = await freePort();
  await auth.restart({ apiUrls: [`http://127.0.0.1:${port}`] });
  const database = await openTestDatabase(openOrdersDatabase);
  const environment = {
    ...testEnvironment(auth.issuer),
    dataDir: auth.environment.dataDir,
    redisUrl: await openTestRedis(),
    ...(await openTestRelationships()),
  };
  const start = async (): Promise<OrdersApp> => {
    const orders = await createOrdersApp({ environment, database, auditSink: memoryAuditSink() });
    await orders.app.listen(port, '127.0.0.1');
    return orders;
  };
  let orders = await start();
  const address = `http://127.0.0.1:${port}`;
  return {
    auth,
    database,
    caller: (token) => new Caller({ address, authorization: bearer(token) }),
    restartOrders: async () => {
      await orders.close();
      orders = await start();
    },
    [Symbol.asyncDispose]: async () => {
      await orders.close();
      await auth.stop();
      await database.close();
    },
  };
}

/** What an answer gave as token; a call without one sends no header. */
function bearer(token: unknown): readonly string[] {
  return typeof token === 'string' ? [`Bearer ${token}`] : [];
}
