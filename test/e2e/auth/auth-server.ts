import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AUTH_SETTINGS,
  createAuthApp,
  openAuthDatabase,
  type AuthDatabase,
  type AuthEnvironment,
} from '@sample/auth';
import { readEnvironment, type Clock } from '@sample/shared';
import { openTestDatabase } from '../support/test-storage.js';
import { FaultPlugin } from './fault-plugin.js';

/** A clock that tests move by hand; it starts at the real time, because oidc-provider reads that one. */
export class TestClock implements Clock {
  #now = Date.now();
  /** By so much every reading moves the clock, milliseconds; below 0 it runs backwards. */
  driftMs = 0;

  now(): number {
    this.#now += this.driftMs;
    return this.#now;
  }

  advanceSeconds(seconds: number): void {
    this.#now += seconds * 1000;
  }
}

/** A running authorization server on a port of its own. */
export interface AuthServer {
  readonly issuer: string;
  readonly environment: AuthEnvironment;
  readonly clock: TestClock;
  readonly database: AuthDatabase;
  /** Lets the database fail. */
  readonly faults: FaultPlugin;
  /** Stops the server and starts another one on the same database and DATA_DIR. */
  restart(changes?: Partial<AuthEnvironment>): Promise<void>;
  stop(): Promise<void>;
}

/** A port that nobody uses. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}

/** Starts a server with an empty database of its own; it believes the X-Forwarded-For of loopback, so tests have addresses. */
export async function startAuthServer(): Promise<AuthServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'auth-e2e-'));
  const environment = readEnvironment(AUTH_SETTINGS, {
    AUTH_PORT: String(await freePort()),
    DATA_DIR: dataDir,
    TRUSTED_PROXIES: '127.0.0.0/8,::1',
  });
  const clock = new TestClock();
  const opened = await openTestDatabase(openAuthDatabase);
  const faults = new FaultPlugin();
  const database = { ...opened, db: opened.db.withPlugin(faults) };
  const start = async (changes: Partial<AuthEnvironment> = {}) => {
    const started = await createAuthApp({
      environment: { ...environment, ...changes },
      clock,
      database,
      certificateReloadMs: 50,
    });
    await started.start();
    return started;
  };
  let running = await start();
  return {
    issuer: environment.authIssuer,
    environment,
    clock,
    database,
    faults,
    restart: async (changes) => {
      await running.close();
      running = await start(changes);
    },
    stop: async () => {
      await running.close();
      await database.close();
      await rm(dataDir, { recursive: true });
    },
  };
}

/** Another instance of a server: on a port of its own, over the same database. */
export interface AuthInstance {
  readonly issuer: string;
  readonly clock: TestClock;
  stop(): Promise<void>;
}

/** Of the other instance. */
export interface InstanceOptions {
  /** @defaultValue a clock of its own */
  readonly clock?: TestClock;
  readonly changes?: Partial<AuthEnvironment>;
}

/** Starts another instance beside a server. Its `issuer` is where it listens; its tokens name the server's. */
export async function startBeside(
  { environment, database }: AuthServer,
  { clock = new TestClock(), changes = {} }: InstanceOptions = {},
): Promise<AuthInstance> {
  const authPort = await freePort();
  const app = await createAuthApp({
    environment: { ...environment, ...changes, authPort },
    clock,
    database,
  });
  await app.start();
  return { issuer: `http://127.0.0.1:${authPort}`, clock, stop: () => app.close() };
}
