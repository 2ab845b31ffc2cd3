import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { fromGo } from './install.mjs';
import { directoryOf } from './paths.mjs';
import { freePort, startProcess, untilHealthy } from './processes.mjs';

const START_TIMEOUT_MS = 20_000;
const PING_TIMEOUT_MS = 1_000;
const SPICEDB = {
  executable: 'spicedb',
  module: 'github.com/authzed/spicedb',
  version: 'v1.54.0',
  command: './cmd/spicedb',
};

/** SpiceDB that keeps its relationships in memory. */
export const spicedb = {
  name: 'spicedb',
  install: () => fromGo(SPICEDB),
  async start() {
    const token = randomBytes(24).toString('base64url');
    // Through the environment, because other users of the machine can read the arguments of a process.
    const env = { SPICEDB_GRPC_PRESHARED_KEY: token };
    const args = ['serve', '--datastore-engine=memory', '--metrics-enabled=false', '--telemetry-endpoint='];
    const { address, ...state } = await launch({ name: 'spicedb', args, env });
    return { ...state, environment: { SPICEDB_ENDPOINT: address, SPICEDB_TOKEN: token } };
  },
  isHealthy: ({ port }) => isListening(port),
};

/** SpiceDB that gives each token a schema and relationships of its own, so that tests have as many stores as they need. */
export const spicedbTesting = {
  name: 'spicedb-testing',
  install: () => fromGo(SPICEDB),
  async start() {
    const args = ['serve-testing', '--readonly-grpc-enabled=false', '--readonly-http-enabled=false'];
    const { address, ...state } = await launch({ name: 'spicedb-testing', args });
    return { ...state, environment: { SPICEDB_TESTING_ENDPOINT: address } };
  },
  isHealthy: ({ port }) => isListening(port),
};

async function launch({ name, args, env }) {
  const command = await spicedb.install();
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const logFile = join(directoryOf(name), 'server.log');
  const shared = [`--grpc-addr=${address}`, '--http-enabled=false', '--skip-release-check'];
  const id = await startProcess({ command, args: [...args, ...shared], logFile, env });
  const isHealthy = () => isListening(port);
  await untilHealthy({ name, id, logFile, isHealthy, timeoutMs: START_TIMEOUT_MS });
  return { id, port, address };
}

async function isListening(port) {
  const socket = connect({ port, host: '127.0.0.1' });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(PING_TIMEOUT_MS) });
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
