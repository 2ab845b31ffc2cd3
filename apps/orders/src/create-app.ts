import 'reflect-metadata';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { VersioningType, type INestApplication, type LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { boundRequestTimes, systemClock, type Clock } from '@sample/shared';
import { jsonLinesFile, type AuditSink } from 'nestjs-zero-trust';
import { AppModule } from './app.module.js';
import { seedDemo } from './database/demo-seed.js';
import { openOrdersDatabase } from './database/open-orders-database.js';
import { serveDocs } from './docs/serve-docs.js';
import { createHttpAdapter } from './http/create-http-adapter.js';
import { makeDemoCertificates } from './mtls/make-demo-certificates.js';
import type { OrdersDatabase, OrdersEnvironment } from './orders.tokens.js';
import type { Settings } from './settings.module.js';
import { openSharedState } from './shared-state.js';

/** How to make the API. */
export interface OrdersAppOptions {
  readonly environment: OrdersEnvironment;
  /** @defaultValue the time of the machine */
  readonly clock?: Clock;
  /** An open database, which stays the caller's to close. @defaultValue the one that the environment names */
  readonly database?: OrdersDatabase;
  /** Where audit records go. @defaultValue JSON lines in `DATA_DIR/audit/orders-*.jsonl` */
  readonly auditSink?: AuditSink;
  /** Where Nest and the API log. @defaultValue nowhere */
  readonly logger?: LoggerService;
}

/** The API, ready to listen. */
export interface OrdersApp {
  readonly app: INestApplication<Server>;
  /** Stops the API and closes the connections that it opened itself. */
  close(): Promise<void>;
}

/** Makes the orders API; `app.listen(port, host)` starts it. */
export async function createOrdersApp(options: OrdersAppOptions): Promise<OrdersApp> {
  const { databaseUrl, dataDir } = options.environment;
  const database = options.database ?? (await openOrdersDatabase({ databaseUrl, dataDir }));
  const closeDatabase = options.database === undefined ? () => database.close() : async () => undefined;
  const sharedState = openSharedState(options.environment);
  const closeConnections = async (): Promise<void> => {
    sharedState?.close();
    await closeDatabase();
  };
  try {
    await seedDemo(database, options.environment);
    await makeDemoCertificates(options.environment);
    const app = await createNestApp(options, { database, sharedState });
    return { app, close: () => closeAll(app, closeConnections) };
  } catch (error) {
    await closeConnections();
    throw error;
  }
}

async function createNestApp(
  options: OrdersAppOptions,
  connections: Pick<Settings, 'database' | 'sharedState'>,
): Promise<INestApplication<Server>> {
  const { environment, clock = systemClock, logger = false } = options;
  const auditSink =
    options.auditSink ??
    jsonLinesFile({ directory: join(environment.dataDir, 'audit'), prefix: 'orders', clock });
  const module = AppModule.register({ environment, ...connections, clock, auditSink });
  const adapter = createHttpAdapter(environment.httpAdapter);
  const app = await NestFactory.create(module, adapter, { abortOnError: false, bodyParser: false, logger });
  boundRequestTimes(app.getHttpServer());
  app.enableVersioning({ type: VersioningType.URI });
  await serveDocs(app);
  await app.init();
  return app;
}

async function closeAll(app: INestApplication<Server>, closeConnections: () => Promise<void>): Promise<void> {
  try {
    await app.close();
  } finally {
    await closeConnections();
  }
}
