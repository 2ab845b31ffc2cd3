import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { demoMtlsPort, type MtlsEnvironment } from '../demo/demo-mtls-port.js';
import type { SampleEnvironment } from '../environment/environment.js';
import { baseUrl } from './base-url.js';
import { portsInUse, type WantedPort } from './ports-in-use.js';
import { Supervisor } from './supervisor.js';
import { waitUntilReady } from './wait-until-ready.js';

const READY_DEADLINE_MS = 60_000;

/** What the supervising process needs to know of its environment. */
export type StartEnvironment = MtlsEnvironment & Pick<SampleEnvironment, 'host' | 'authPort'>;

/**
 * Runs the authorization server and, once it is ready, the orders API, until one of them ends or a signal arrives.
 *
 * @returns the exit code: 0 after SIGTERM or SIGINT, 1 when one of the processes ended or did not get ready
 */
export async function runSample(environment: StartEnvironment): Promise<number> {
  const problems = await portsInUse(environment.host, wantedPorts(environment));
  if (problems.length > 0) {
    process.stderr.write(`${problems.join('\n')}\n`);
    return 1;
  }
  const supervisor = new Supervisor((line) => process.stdout.write(`${line}\n`));
  const stopped = stopSignal();
  const ended = supervisor.firstEnd.then(async ({ name, outcome }) => {
    // The terminal sends its signal to all processes: an end that comes with one is no surprise.
    if ((await Promise.race([stopped, Promise.resolve()])) !== undefined) return 0;
    process.stderr.write(`${name} ended (${outcome}); stopping the other process.\n`);
    return 1;
  });
  const exitCode = await Promise.race([stopped, ended, startBoth(supervisor, environment)]);
  await supervisor.stop();
  return exitCode;
}

function wantedPorts(environment: StartEnvironment): readonly WantedPort[] {
  const mtlsPort = demoMtlsPort(environment);
  return [
    { variable: 'AUTH_PORT', port: environment.authPort },
    { variable: 'PORT', port: environment.port },
    ...(mtlsPort === undefined ? [] : [{ variable: 'MTLS_PORT', port: mtlsPort } as const]),
  ];
}

async function stopSignal(): Promise<number> {
  await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
  return 0;
}

/** Settles only when a process does not get ready; otherwise the other two promises decide. */
async function startBoth(supervisor: Supervisor, environment: StartEnvironment): Promise<number> {
  const { host, port, authPort } = environment;
  const mtlsPort = demoMtlsPort(environment);
  const variables = mtlsPort === undefined ? {} : { MTLS_PORT: String(mtlsPort) };
  try {
    await startOne(supervisor, { name: 'auth', url: baseUrl(host, authPort), variables });
    await startOne(supervisor, { name: 'orders', url: baseUrl(host, port), variables });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : 'The start failed.'}\n`);
    return 1;
  }
  process.stdout.write(welcome(environment));
  return new Promise<number>(() => undefined);
}

interface StartedApp {
  readonly name: 'auth' | 'orders';
  readonly url: string;
  readonly variables: NodeJS.ProcessEnv;
}

async function startOne(supervisor: Supervisor, { name, url, variables }: StartedApp): Promise<void> {
  const ended = new AbortController();
  void supervisor.firstEnd.then(() => ended.abort());
  const entry = fileURLToPath(new URL(`../../../${name}/dist/main.js`, import.meta.url));
  supervisor.start({ name, entry, environment: variables });
  await waitUntilReady({
    url: `${url}/health/ready`,
    deadlineMs: READY_DEADLINE_MS,
    signal: ended.signal,
  });
}

function welcome(environment: StartEnvironment): string {
  const { host, port, authPort, nodeEnv } = environment;
  const [api, mtlsPort] = [baseUrl(host, port), demoMtlsPort(environment)];
  const tls = mtlsPort === undefined ? '' : `  with certificate    https://${host}:${mtlsPort}\n`;
  const addresses = `\nauthorization server  ${baseUrl(host, authPort)}\norders API            ${api}\n${tls}`;
  if (nodeEnv === 'production') return addresses;
  const curl = (name: string, path: string): string =>
    `  curl -i -H "authorization: Bearer $(npm run --silent token -- ${name})" ${api}${path}`;
  return [
    addresses,
    'Three things to try in another terminal:',
    curl('bob', '/v2/orders/12345'),
    curl('carol', '/v2/orders/12345'),
    `  curl -i ${api}/v2/orders`,
    'Bob sees his order; Carol, of another organization, learns nothing of it; without a token nobody sees any.\n\n',
  ].join('\n');
}
