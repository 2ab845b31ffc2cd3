import { randomBytes } from 'node:crypto';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fromDebian } from './install.mjs';
import { directoryOf } from './paths.mjs';
import { freePort, startProcess, untilHealthy } from './processes.mjs';
import { findExecutable, runCommand, succeeds } from './run-command.mjs';

const INIT_TIMEOUT_MS = 60_000;
const START_TIMEOUT_MS = 30_000;
const PING_TIMEOUT_MS = 2_000;
// Debian keeps the programs of each version apart, and off the PATH.
const DIRECTORIES = ['/usr/lib/postgresql/15/bin'];

/** PostgreSQL 15 with an owner `zero_trust` whose password is made anew at each start, as is all data. */
export const postgres = {
  name: 'postgres',
  install: () =>
    fromDebian({ executable: 'postgres', debianPackage: 'postgresql-15', directories: DIRECTORIES }),
  async start() {
    const command = await postgres.install();
    const server = { bin: dirname(command), port: await freePort(), user: await serverUser() };
    const { dataDirectory, password } = await initialise(server);
    try {
      const id = await launch(server, dataDirectory);
      const url = `postgres://zero_trust:${password}@127.0.0.1:${server.port}/postgres`;
      const environment = { DATABASE_URL: url, POSTGRES_BIN: server.bin };
      return { id, port: server.port, dataDirectory, environment };
    } catch (error) {
      await rm(dataDirectory, { recursive: true });
      throw error;
    }
  },
  isHealthy: ({ port }) => isReady(port),
  // SIGINT is PostgreSQL's fast shutdown: it ends sessions rather than wait for them.
  stopSignal: 'SIGINT',
};

/** PostgreSQL refuses to run as root. */
async function serverUser() {
  if (process.getuid?.() !== 0) return {};
  const id = async (flag) =>
    Number(await runCommand('id', [flag, 'postgres'], { timeoutMs: PING_TIMEOUT_MS }));
  return { uid: await id('-u'), gid: await id('-g') };
}

/**
 * The data lies in the temporary directory, because the server's own user can reach it there wherever the clone is, and
 * because the path of a Unix socket may have 107 bytes at most.
 */
async function initialise({ bin, user }) {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'zero-trust-postgres-'));
  const password = randomBytes(24).toString('base64url');
  const passwordFile = join(dataDirectory, 'password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user.uid !== undefined)
    for (const path of [dataDirectory, passwordFile]) await chown(path, user.uid, user.gid);
  const cluster = [
    '--pgdata',
    join(dataDirectory, 'cluster'),
    '--no-sync',
    '--encoding=UTF8',
    '--locale=C.UTF-8',
  ];
  const owner = ['--username=zero_trust', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  await runCommand(join(bin, 'initdb'), [...cluster, ...owner], { timeoutMs: INIT_TIMEOUT_MS, ...user });
  await rm(passwordFile);
  return { dataDirectory, password };
}

async function launch({ bin, port, user }, dataDirectory) {
  const logFile = join(directoryOf('postgres'), 'server.log');
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: dataDirectory,
    // The data is thrown away: nothing has to survive a crash of the machine.
    fsync: 'off',
    max_connections: 200,
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const cluster = join(dataDirectory, 'cluster');
  const id = await startProcess({
    command: join(bin, 'postgres'),
    args: ['-D', cluster, ...args],
    logFile,
    cwd: dataDirectory,
    ...user,
  });
  const isHealthy = () => isReady(port);
  await untilHealthy({ name: 'postgres', id, logFile, isHealthy, timeoutMs: START_TIMEOUT_MS });
  return id;
}

async function isReady(port) {
  const command = findExecutable('pg_isready', DIRECTORIES);
  const args = ['--host=127.0.0.1', `--port=${port}`, '--timeout=1', '--quiet'];
  return command !== undefined && succeeds(command, args, { timeoutMs: PING_TIMEOUT_MS });
}
