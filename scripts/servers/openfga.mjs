import { join } from 'node:path';
import { fromGo } from './install.mjs';
import { directoryOf } from './paths.mjs';
import { freePort, startProcess, untilHealthy } from './processes.mjs';
import { runCommand } from './run-command.mjs';
import { readState } from './state.mjs';

const START_TIMEOUT_MS = 20_000;
const MIGRATE_TIMEOUT_MS = 60_000;
const PING_TIMEOUT_MS = 1_000;
const OPENFGA = {
  executable: 'openfga',
  module: 'github.com/openfga/openfga/cmd/openfga',
  version: 'v1.22.1',
};

/** OpenFGA that keeps its tuples in memory. */
export const openfga = {
  name: 'openfga',
  install: () => fromGo(OPENFGA),
  start: () => launch({ name: 'openfga', variable: 'OPENFGA_URL', datastore: { engine: 'memory' } }),
  isHealthy: ({ port }) => isServing(port),
};

/** OpenFGA that keeps its tuples in the PostgreSQL of these scripts, in a schema of its own. */
export const openfgaPostgres = {
  name: 'openfga-postgres',
  needs: ['postgres'],
  install: () => fromGo(OPENFGA),
  async start() {
    const { environment } = await readState('postgres');
    // Through the environment, because other users of the machine can read the arguments of a process.
    const datastore = { engine: 'postgres', uri: `${environment.DATABASE_URL}?sslmode=disable` };
    await migrate(datastore);
    return launch({ name: 'openfga-postgres', variable: 'OPENFGA_POSTGRES_URL', datastore });
  },
  isHealthy: ({ port }) => isServing(port),
};

async function migrate(datastore) {
  const command = await openfga.install();
  await runCommand(command, ['migrate'], { timeoutMs: MIGRATE_TIMEOUT_MS, env: variables(datastore) });
}

async function launch({ name, variable, datastore }) {
  const command = await openfga.install();
  const [port, grpcPort] = [await freePort(), await freePort()];
  const logFile = join(directoryOf(name), 'server.log');
  const addresses = [`--http-addr=127.0.0.1:${port}`, `--grpc-addr=127.0.0.1:${grpcPort}`];
  const args = ['run', ...addresses, '--playground-enabled=false', '--metrics-enabled=false'];
  const id = await startProcess({ command, args, logFile, env: variables(datastore) });
  const isHealthy = () => isServing(port);
  await untilHealthy({ name, id, logFile, isHealthy, timeoutMs: START_TIMEOUT_MS });
  return { id, port, environment: { [variable]: `http://127.0.0.1:${port}`, OPENFGA_PATH: command } };
}

function variables({ engine, uri }) {
  const location = uri === undefined ? {} : { OPENFGA_DATASTORE_URI: uri };
  return { OPENFGA_DATASTORE_ENGINE: engine, ...location };
}

async function isServing(port) {
  try {
    const signal = AbortSignal.timeout(PING_TIMEOUT_MS);
    const response = await fetch(`http://127.0.0.1:${port}/healthz`, { signal });
    return response.ok && (await response.json()).status === 'SERVING';
  } catch {
    return false;
  }
}
