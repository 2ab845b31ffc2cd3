import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fromDebian } from './install.mjs';
import { directoryOf } from './paths.mjs';
import { freePort, startProcess, untilHealthy } from './processes.mjs';

const START_TIMEOUT_MS = 10_000;
const PING_TIMEOUT_MS = 1_000;

/** Redis without persistence: a restart is empty. */
export const redis = {
  name: 'redis',
  install: () => fromDebian({ executable: 'redis-server', debianPackage: 'redis-server' }),
  async start() {
    const command = await redis.install();
    const [port, directory] = [await freePort(), directoryOf('redis')];
    const logFile = join(directory, 'server.log');
    const args = ['--bind', '127.0.0.1', '--port', String(port), '--dir', directory];
    const id = await startProcess({ command, args: [...args, '--save', '', '--appendonly', 'no'], logFile });
    const isHealthy = () => pings(port);
    await untilHealthy({ name: 'redis', id, logFile, isHealthy, timeoutMs: START_TIMEOUT_MS });
    return { id, port, environment: { REDIS_URL: `redis://127.0.0.1:${port}` } };
  },
  isHealthy: ({ port }) => pings(port),
};

async function pings(port) {
  const socket = connect({ host: '127.0.0.1', port });
  try {
    socket.write('PING\r\n');
    const [answer] = await once(socket, 'data', { signal: AbortSignal.timeout(PING_TIMEOUT_MS) });
    return String(answer).startsWith('+PONG');
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
