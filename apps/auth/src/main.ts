import { baseUrl, readEnvironment, stopOnSignals } from '@sample/shared';
import { createAuthApp } from './auth-app.js';
import { AUTH_SETTINGS } from './auth-settings.js';
import { EventLogger } from './http/event-logger.js';

async function start(): Promise<void> {
  const environment = readEnvironment(AUTH_SETTINGS);
  const logger = new EventLogger('auth', { json: true, colors: false });
  const { start: listen, close } = await createAuthApp({ environment, logger });
  stopOnSignals({ close });
  const { host, authPort, authIssuer: issuer, nodeEnv, databaseUrl } = environment;
  await listen();
  const storage = databaseUrl === undefined ? 'embedded' : 'postgresql';
  logger.log({ event: 'listening', url: baseUrl(host, authPort), issuer, storage, nodeEnv });
}

try {
  await start();
} catch (error) {
  const message = error instanceof Error ? error.message : 'The authorization server could not start.';
  process.stderr.write(`${message}\n`);
  // Open handles would keep a process alive that serves nothing.
  process.exit(1);
}
