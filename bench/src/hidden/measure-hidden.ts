import { Agent, request } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PinnedProcess, SERVER_CORE } from '../pinned-process.js';
import { BenchIssuer } from '../scenario/bench-issuer.js';
import { IDENTITIES } from '../scenario/identities.js';
import { ABSENT_ORDERS, HIDDEN_ORDERS, PERIOD_VARIABLE, TUPLES_VARIABLE } from './hidden-orders.js';
import { SETTINGS_VARIABLE, type ServerReady, type ServerSettings } from '../servers/server-settings.js';

/** What came of one request. */
interface Answer {
  readonly microseconds: number;
  readonly bytes: number;
}

/** Times and sizes of the answers, by what was asked for. */
export interface HiddenSamples {
  readonly hidden: readonly number[];
  readonly absent: readonly number[];
  /** Sizes of whole answers, headers included, each once. */
  readonly sizes: readonly number[];
}

/** What to measure. */
export interface HiddenMeasurement {
  /** The option of the server. */
  readonly hiddenAnswerMs: number;
  /** Tuples of each hidden order: what a check has to look at, and has not for an absent one. */
  readonly tuplesPerOrder: number;
  /** Of each kind. */
  readonly samples: number;
}

const START_TIMEOUT_MS = 30_000;
const WARMUP = 1_000;

/** Asks one server for hidden and for absent orders in random order, one after the other on one connection. */
export async function measureHidden({
  hiddenAnswerMs,
  tuplesPerOrder,
  samples,
}: HiddenMeasurement): Promise<HiddenSamples> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-hidden-'));
  try {
    await using issuer = await BenchIssuer.start();
    await using server = startServer({ directory, issuer, hiddenAnswerMs, tuplesPerOrder });
    const { port } = await server.ask<ServerReady>(START_TIMEOUT_MS);
    using client = new Client(port, issuer.token(IDENTITIES[0] as (typeof IDENTITIES)[number], 'ES256'));
    return await collect(client, samples);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

interface ServerInit {
  readonly directory: string;
  readonly issuer: BenchIssuer;
  readonly hiddenAnswerMs: number;
  readonly tuplesPerOrder: number;
}

function startServer({ directory, issuer, hiddenAnswerMs, tuplesPerOrder }: ServerInit): PinnedProcess {
  const { url, audience } = issuer;
  const settings: ServerSettings = {
    adapter: 'express',
    issuer: url,
    audience,
    directory,
    openFga: undefined,
  };
  return PinnedProcess.start({
    script: new URL('hidden-server.js', import.meta.url),
    core: SERVER_CORE,
    env: {
      [SETTINGS_VARIABLE]: JSON.stringify(settings),
      [PERIOD_VARIABLE]: String(hiddenAnswerMs),
      [TUPLES_VARIABLE]: String(tuplesPerOrder),
    },
  });
}

async function collect(client: Client, samples: number): Promise<HiddenSamples> {
  for (let index = 0; index < WARMUP; index++) await client.ask(orderId(index % 2 === 0, index));
  const times: Record<'hidden' | 'absent', number[]> = { hidden: [], absent: [] };
  const sizes = new Set<number>();
  const plan = shuffled([...Array<boolean>(samples).fill(true), ...Array<boolean>(samples).fill(false)]);
  for (const [index, isHidden] of plan.entries()) {
    const { microseconds, bytes } = await client.ask(orderId(isHidden, index));
    times[isHidden ? 'hidden' : 'absent'].push(microseconds);
    sizes.add(bytes);
  }
  return { ...times, sizes: [...sizes] };
}

function orderId(isHidden: boolean, index: number): string {
  const orders = isHidden ? HIDDEN_ORDERS : ABSENT_ORDERS;
  return orders[index % orders.length] as string;
}

function shuffled<T>(items: readonly T[]): readonly T[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1));
    [result[last], result[other]] = [result[other] as T, result[last] as T];
  }
  return result;
}

/** One caller on one connection. */
class Client implements Disposable {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(
    private readonly port: number,
    private readonly token: string,
  ) {}

  /** @throws Error for anything but 404 */
  ask(id: string): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const headers = { authorization: `Bearer ${this.token}` };
    const options = {
      port: this.port,
      host: '127.0.0.1',
      path: `/orders/${id}`,
      headers,
      agent: this.#agent,
    };
    const began = process.hrtime.bigint();
    const sent = request(options, (response) => {
      let bytes = response.rawHeaders.join('').length;
      response.on('data', (chunk: Buffer) => (bytes += chunk.length));
      response.on('end', () => {
        const microseconds = Number(process.hrtime.bigint() - began) / 1_000;
        if (response.statusCode === 404) resolve({ microseconds, bytes });
        else reject(new Error(`${id} was answered with ${response.statusCode}, not with 404.`));
      });
    });
    sent.on('error', reject).end();
    return promise;
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }
}
