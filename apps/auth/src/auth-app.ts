import 'reflect-metadata';
import type { RequestListener } from 'node:http';
import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ACCOUNTS_PATH, boundRequestTimes, systemClock, type Clock } from '@sample/shared';
import helmet from 'helmet';
import { AuthModule } from './auth.module.js';
import type { AuthDatabase, AuthEnvironment } from './auth.tokens.js';
import { openAuthDatabase } from './database/open-auth-database.js';
import { AuthLog } from './http/auth-log.js';
import { formBody } from './http/form-body.js';
import { accountBody, jsonBody, postOnly } from './http/json-body.js';
import { ProblemFilter } from './http/problem.filter.js';
import { MtlsListener } from './mtls/mtls-listener.js';
import { ProviderMount } from './provider/provider-mount.js';
import { openSharedState } from './state/open-shared-state.js';

/** How to make the server. */
export interface AuthAppOptions {
  readonly environment: AuthEnvironment;
  /** @defaultValue the time of the machine */
  readonly clock?: Clock;
  /** An open database, which stays the caller's to close. @defaultValue the one that the environment names */
  readonly database?: AuthDatabase;
  /** Where Nest and the server log. @defaultValue nowhere */
  readonly logger?: LoggerService;
  /** How often the files of the listener for certificates are looked at, milliseconds. @defaultValue 10000 */
  readonly certificateReloadMs?: number;
}

/** The server, ready to listen. */
export interface AuthApp {
  readonly app: NestExpressApplication;
  /** Listens where the environment says: with certificates, too, if there is a port for it. */
  start(): Promise<void>;
  /** Stops the server and closes the database that it opened itself. */
  close(): Promise<void>;
}

/** Makes the authorization server; `start()` lets it listen. */
export async function createAuthApp(options: AuthAppOptions): Promise<AuthApp> {
  const { environment, clock = systemClock } = options;
  const { databaseUrl, dataDir } = environment;
  const database = options.database ?? (await openAuthDatabase({ databaseUrl, dataDir }));
  const { stateStore, ...sharedState } = openSharedState({ environment, database, clock });
  const closeConnections = async (): Promise<void> => {
    sharedState.close();
    if (options.database === undefined) await database.close();
  };
  try {
    const module = AuthModule.register({ environment, database, clock, stateStore });
    const app = await NestFactory.create<NestExpressApplication>(module, {
      bodyParser: false,
      forceCloseConnections: true,
      abortOnError: false,
      logger: options.logger ?? false,
    });
    configure(app, environment);
    await app.init();
    return running({ app, options, closeConnections });
  } catch (error) {
    await closeConnections();
    throw error;
  }
}

interface Parts {
  readonly app: NestExpressApplication;
  readonly options: AuthAppOptions;
  readonly closeConnections: () => Promise<void>;
}

function running({ app, options, closeConnections }: Parts): AuthApp {
  let withCertificates: MtlsListener | undefined;
  return {
    app,
    start: async () => {
      await app.listen(options.environment.authPort, options.environment.host);
      withCertificates = await listenWithCertificates(app, options);
    },
    close: async () => {
      withCertificates?.close();
      await closeAll(app, closeConnections);
    },
  };
}

function listenWithCertificates(
  app: NestExpressApplication,
  { environment, certificateReloadMs }: AuthAppOptions,
): Promise<MtlsListener | undefined> {
  const log = app.get(AuthLog);
  return MtlsListener.listen({
    environment,
    handler: app.getHttpAdapter().getInstance() as RequestListener,
    onFault: (error) => log.failure('changed certificates cannot be used', error),
    ...(certificateReloadMs === undefined ? {} : { reloadMs: certificateReloadMs }),
  });
}

async function closeAll(app: NestExpressApplication, closeConnections: () => Promise<void>): Promise<void> {
  try {
    await app.close();
  } finally {
    await closeConnections();
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
  app.use(['/auth/login', '/auth/refresh', '/auth/logout', '/local/token'], jsonBody);
  app.use(ACCOUNTS_PATH, accountBody);
  app.use('/sign-in', formBody);
  app.use('/local/signing-keys/rotate', postOnly);
  app.useGlobalFilters(app.get(ProblemFilter));
}
