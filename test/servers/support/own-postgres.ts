import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chown } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { vi } from 'vitest';
import { OwnServer, ownPlace, type OwnServerPlace } from './own-server.js';
import { serverVariable } from './server-url.js';

const TIMEOUT_MS = 30_000;
const run = promisify(execFile);

/** PostgreSQL refuses to run as root. */
interface ServerUser {
  readonly uid?: number;
  readonly gid?: number;
}

/** A PostgreSQL cluster with a database `postgres` whose owner needs no password. */
export class OwnPostgres extends OwnServer {
  private constructor(
    place: OwnServerPlace,
    private readonly user: ServerUser,
  ) {
    super(place);
  }

  static async start(): Promise<OwnPostgres> {
    const server = new OwnPostgres(await ownPlace('postgres'), await serverUser());
    await server.#initialise();
    server.restart();
    await vi.waitUntil(() => server.#isReady(), { timeout: TIMEOUT_MS, interval: 50 });
    return server;
  }

  get url(): string {
    return `postgres://zero_trust@127.0.0.1:${this.port}/postgres`;
  }

  protected launch(): ChildProcess {
    const { directory, port } = this.place;
    const settings = {
      listen_addresses: '127.0.0.1',
      port,
      unix_socket_directories: directory,
      fsync: 'off',
    };
    const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const program = join(serverVariable('POSTGRES_BIN'), 'postgres');
    return spawn(program, ['-D', this.#cluster, ...args], { stdio: 'ignore', cwd: directory, ...this.user });
  }

  get #cluster(): string {
    return join(this.place.directory, 'cluster');
  }

  async #initialise(): Promise<void> {
    const { uid, gid } = this.user;
    if (uid !== undefined && gid !== undefined) await chown(this.place.directory, uid, gid);
    const cluster = ['--pgdata', this.#cluster, '--no-sync', '--encoding=UTF8', '--locale=C.UTF-8'];
    const args = [...cluster, '--username=zero_trust', '--auth=trust'];
    await run(join(serverVariable('POSTGRES_BIN'), 'initdb'), args, { timeout: TIMEOUT_MS, ...this.user });
  }

  async #isReady(): Promise<boolean> {
    const client = new Client({ connectionString: this.url, connectionTimeoutMillis: 1_000 });
    try {
      await client.connect();
      await client.end();
      return true;
    } catch {
      return false;
    }
  }
}

async function serverUser(): Promise<ServerUser> {
  if (process.getuid?.() !== 0) return {};
  const id = async (flag: string): Promise<number> => Number((await run('id', [flag, 'postgres'])).stdout);
  return { uid: await id('-u'), gid: await id('-g') };
}
