import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, Get } from '@nestjs/common';
import { Scopes } from 'nestjs-zero-trust';
import { redisState } from 'nestjs-zero-trust/redis';
import { describe, expect, it, vi } from 'vitest';
import { startGuardedApp, type GuardedApp } from '../../library/support/guarded-app.js';
import { JunkServer } from '../support/junk-server.js';
import { OwnRedis } from '../support/own-redis.js';

const handle = vi.fn<() => string>(() => 'handled');

@Controller('orders')
class OrdersController {
  @Get() @Scopes('read') list(): string {
    return handle();
  }
}

const LIMIT = 2_000;
/** Of one command. */
const TIMEOUT_MS = 100;
/** Two limits are counted for a request, of its address and of its identity; the rest is the machine. */
const ANSWER_WITHIN_MS = 2 * TIMEOUT_MS + 1_000;

async function startApp(url: string): Promise<GuardedApp & AsyncDisposable> {
  const state = redisState({ url, timeoutMs: TIMEOUT_MS, maxReconnectDelayMs: 200 });
  const limits = {
    tiers: { default: LIMIT },
    perAddress: { limit: 1_000_000 },
    storage: state.throttlerStorage,
  };
  const app = await startGuardedApp({ controllers: [OrdersController], options: { limits } });
  const dispose = async (): Promise<void> => {
    await app[Symbol.asyncDispose]();
    state.close();
  };
  return { ...app, [Symbol.asyncDispose]: dispose };
}

const list = (app: GuardedApp): Promise<Response> =>
  app.request('GET', '/orders', { as: 'alice', scope: 'read' });

const statusOf = async (app: GuardedApp): Promise<number> => (await list(app)).status;

const PATIENCE = { timeout: 10_000 };

/** The declared outcome: refused in time, without reaching the handler, saying when to come back, and recorded. */
const REFUSED = {
  status: 503,
  code: 'ZT_DEPENDENCY_UNAVAILABLE',
  isInTime: true,
  saysWhen: true,
  handled: 0,
  recorded: { decision: 'deny', code: 'ZT_DEPENDENCY_UNAVAILABLE', status: 503 },
};

/** What came of one request. */
async function ask(app: GuardedApp): Promise<typeof REFUSED> {
  handle.mockClear();
  const before = app.records.length;
  const startedAt = Date.now();
  const response = await list(app);
  const isInTime = Date.now() - startedAt < ANSWER_WITHIN_MS;
  const { code } = (await response.json()) as { code: string };
  const record = (await app.recorded(before + 1))[before];
  return {
    status: response.status,
    code,
    isInTime,
    saysWhen: Number(response.headers.get('retry-after')) > 0,
    handled: handle.mock.calls.length,
    recorded: {
      decision: String(record?.decision),
      code: String(record?.code),
      status: Number(record?.status),
    },
  };
}

describe('while Redis, which counts the limits,', () => {
  it('is not there, requests are refused in time; once it is back, they are served without a restart', async () => {
    await using redis = await OwnRedis.start();
    await using app = await startApp(redis.url);
    await expect.poll(() => statusOf(app), PATIENCE).toBe(200);
    for (let outage = 0; outage < 2; outage += 1) {
      await redis.kill();
      for (let count = 0; count < 5; count += 1) expect(await ask(app)).toEqual(REFUSED);
      redis.restart();
      await expect.poll(() => statusOf(app), PATIENCE).toBe(200);
    }
  });

  it('was never there, the application starts and refuses, and serves from the moment that it comes', async () => {
    await using redis = await OwnRedis.start();
    await redis.kill();
    await using app = await startApp(redis.url);
    expect(await ask(app)).toEqual(REFUSED);
    redis.restart();
    await expect.poll(() => statusOf(app), PATIENCE).toBe(200);
  });

  it('hangs, requests are refused in time; once it goes on, they are served without a restart', async () => {
    await using redis = await OwnRedis.start();
    await using app = await startApp(redis.url);
    await expect.poll(() => statusOf(app), PATIENCE).toBe(200);
    redis.pause();
    for (let count = 0; count < 5; count += 1) expect(await ask(app)).toEqual(REFUSED);
    // Long enough to give the connection up and to find that new ones hang as well.
    await sleep(3_000);
    expect(await ask(app)).toEqual(REFUSED);
    redis.resume();
    await expect.poll(() => statusOf(app), PATIENCE).toBe(200);
  });

  it.each([
    ['hangs up', undefined],
    ['says OK to everything', '+OK\r\n'],
    ['answers numbers', ':1\r\n'],
    ['answers no value', '$-1\r\n'],
    ['answers an empty list', '*0\r\n'],
    ['answers counts that are no numbers', '*3\r\n$1\r\n1\r\n$1\r\n1\r\n$1\r\n0\r\n'],
    ['answers negative counts', '*3\r\n:-1\r\n:1\r\n:0\r\n'],
    ['answers errors', '-ERR no\r\n'],
    ['announces more than it sends', '$536870912\r\nx'],
    ['nests without end', '*1\r\n'.repeat(10_000)],
    ['speaks HTTP', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nOK'],
    ['sends noise', Buffer.from(Array.from({ length: 4_096 }, (_, index) => (index * 167 + 13) % 256))],
  ])('%s, requests are refused in time', async (_how, answer) => {
    await using junk = await JunkServer.start([answer]);
    await using app = await startApp(`redis://127.0.0.1:${junk.port}`);
    for (let count = 0; count < 3; count += 1) {
      expect(await ask(app)).toEqual(REFUSED);
      await sleep(100);
    }
  });
});

describe('10,000 requests of one identity while Redis is killed, paused and comes back', () => {
  it(`are never served more often than the limit of ${LIMIT}`, async () => {
    await using redis = await OwnRedis.start();
    await using app = await startApp(redis.url);
    await expect.poll(() => statusOf(app), PATIENCE).toBe(200);
    const statuses = new Map<number, number>([
      [200, app.records.filter(({ status }) => status === 200).length],
    ]);
    const authorization = `Bearer ${app.issuer.token({ sub: 'alice', scope: 'read' })}`;
    let sent = 0;
    const client = async (): Promise<void> => {
      while (sent < 10_000) {
        sent += 1;
        const { status } = await fetch(`${app.url}/orders`, { headers: { authorization } });
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    };
    const faults = disturb(redis, () => sent < 10_000);
    await Promise.all([faults, ...Array.from({ length: 32 }, client)]);
    console.info(
      `faults of Redis: 10,000 requests, by status ${JSON.stringify(Object.fromEntries(statuses))}`,
    );
    expect([...statuses.keys()].toSorted((a, b) => a - b)).toEqual([200, 429, 503]);
    expect(statuses.get(200)).toBeLessThanOrEqual(LIMIT);
  }, 180_000);
});

async function disturb(redis: OwnRedis, isGoingOn: () => boolean): Promise<void> {
  while (isGoingOn()) {
    await sleep(300);
    redis.pause();
    await sleep(300);
    redis.resume();
    await sleep(300);
    await redis.kill();
    await sleep(200);
    redis.restart();
  }
}
