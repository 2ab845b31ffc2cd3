import 'reflect-metadata';
import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { boundRequestTimes, systemClock, type Clock } from '@sample/shared';
import helmet from 'helmet';
import { AuthModule } from './auth.module.js';
import type { AuthDatabase, AuthEnvironment } from './auth.tokens.js';
import { openAuthDatabase } from './database/open-auth-database.js';
import { jsonBody, postOnly } from './http/json-body.js';
import { ProblemFilter } from './http/problem.filter.js';
import { ProviderMount } from './provider/provider-mount.js';

/** How to make the server. */
export interface AuthAppOptions {
  readonly environment: AuthEnvironment;
  /** @defaultValue the time of the machine */
  readonly clock?: Clock;
  /** An open database, which stays the caller's to close. @defaultValue the one that the environment names */
  readonly database?: AuthDatabase;
  /** Where Nest and the server log. @defaultValue nowhere */
  readonly logger?: LoggerService;
}

/** The server, ready to listen. */
export interface AuthApp {
  readonly app: NestExpressApplication;
  /** Stops the server and closes the database that it opened itself. */
  close(): Promise<void>;
}

/** Makes the authorization server; `app.listen(port, host)` starts it. */
export async function createAuthApp(options: AuthAppOptions): Promise<AuthApp> {
  const { environment, clock = systemClock } = options;
  const { databaseUrl, dataDir } = environment;
  const database = options.database ?? (await openAuthDatabase({ databaseUrl, dataDir }));
  const closeDatabase = options.database === undefined ? () => database.close() : async () => undefined;
  try {
    const module = AuthModule.register({ environment, database, clock });
    const app = await NestFactory.create<NestExpressApplication>(module, {
      bodyParser: false,
      forceCloseConnections: true,
      abortOnError: false,
      logger: options.logger ?? false,
    });
    configure(app, environment);
    await app.init();
    return { app, close: () => closeAll(app, closeDatabase) };
  } catch (error) {
    await closeDatabase();
    throw error;
  }
}

async function closeAll(app: NestExpressApplication, closeDatabase: () => Promise<void>): Promise<void> {
  try {
    await app.close();
  } finally {
    await closeDatabase();
  }
}

function configure(app: NestExpressApplication, { trustedProxies }: AuthEnvironment): void {
  boundRequestTimes(app.getHttpServer());
  app.set('trust proxy', trustedProxies.length === 0 ? false : [...trustedProxies]);
  app.disable('x-powered-by');
  // A tag would be a fingerprint of the tokens in an answer.
  app.disable('etag');
  app.use(helmet());
  app.use(app.get(ProviderMount).middleware);
  app.use(['/auth/login', '/auth/refresh', '/local/token'], jsonBody);
  app.use('/local/signing-keys/rotate', postOnly);
  app.useGlobalFilters(app.get(ProblemFilter));
}
