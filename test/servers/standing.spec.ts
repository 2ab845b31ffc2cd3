import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, Get } from '@nestjs/common';
import { Scopes, Standing, type ZeroTrustOptions } from 'nestjs-zero-trust';
import { redisState } from 'nestjs-zero-trust/redis';
import { describe, expect, it } from 'vitest';
import { startGuardedApp, type GuardedApp } from '../library/support/guarded-app.js';
import { JunkServer } from './support/junk-server.js';
import { OwnRedis } from './support/own-redis.js';

@Controller('notes')
class NotesController {
  @Get() @Scopes('read') list(): string {
    return 'handled';
  }
}

const MAX_STALENESS_MS = 1_500;
const PATIENCE = { timeout: 10_000 };

/** One instance; limits are counted in its memory, so that only standing depends on Redis. */
async function startInstance(
  url: string,
  identity?: ZeroTrustOptions['identity'],
): Promise<GuardedApp & AsyncDisposable> {
  const state = redisState({ url, maxReconnectDelayMs: 200 });
  const standing = { store: state.standingStore, maxStalenessMs: MAX_STALENESS_MS };
  const limits = { tiers: { default: 1_000_000 }, perAddress: { limit: 1_000_000 } };
  const options = { standing, limits, ...(identity === undefined ? {} : { identity }) };
  const app = await startGuardedApp({ controllers: [NotesController], options });
  const dispose = async (): Promise<void> => {
    await app[Symbol.asyncDispose]();
    state.close();
  };
  return { ...app, [Symbol.asyncDispose]: dispose };
}

const statusOf = async (app: GuardedApp): Promise<number> =>
  (await app.request('GET', '/notes', { as: 'alice', scope: 'read' })).status;

const standingOf = (app: GuardedApp): Standing => app.app.get(Standing);

describe('two instances on one Redis', () => {
  it('refuse a revoked caller within a second, on average and at worst', async () => {
    await using redis = await OwnRedis.start();
    await using two = await startInstance(redis.url);
    const { issuer, audience } = two.issuer;
    await using one = await startInstance(redis.url, { issuers: [{ issuer, audience }] });
    await expect.poll(() => statusOf(two), PATIENCE).toBe(200);
    const delays: number[] = [];
    for (let round = 0; round < 10; round += 1) {
      const target = { issuer, subject: 'alice' };
      await standingOf(one).lock(target);
      const since = performance.now();
      while ((await statusOf(two)) !== 403) await sleep(5);
      delays.push(performance.now() - since);
      await standingOf(one).unlock(target);
      await expect.poll(() => statusOf(two), PATIENCE).toBe(200);
    }
    expect(Math.max(...delays)).toBeLessThan(1_000);
  });

  it('know after a restart of everything, Redis included, what was revoked before', async () => {
    await using redis = await OwnRedis.start();
    let alice = { issuer: '', subject: 'alice' };
    {
      await using before = await startInstance(redis.url);
      await expect.poll(() => statusOf(before), PATIENCE).toBe(200);
      alice = { ...alice, issuer: before.issuer.issuer };
      await standingOf(before).lock(alice);
    }
    await redis.kill();
    redis.restart();
    await using after = await startInstance(redis.url);
    await expect.poll(() => statusOf(after), PATIENCE).toBe(200);
    expect(standingOf(after).standingOf(alice).lockedAt).toBeInstanceOf(Date);
  });
});

describe('while Redis is away', () => {
  it('an instance serves by what it knows up to the bound, then refuses, then serves again', async () => {
    await using redis = await OwnRedis.start();
    await using app = await startInstance(redis.url);
    await expect.poll(() => statusOf(app), PATIENCE).toBe(200);
    await redis.kill();
    const since = performance.now();
    expect(await statusOf(app)).toBe(200);
    while ((await statusOf(app)) === 200) await sleep(10);
    expect(performance.now() - since).toBeLessThan(MAX_STALENESS_MS + 500);
    for (let count = 0; count < 20; count += 1) expect(await statusOf(app)).toBe(503);
    const alice = { issuer: app.issuer.issuer, subject: 'alice' };
    await expect(standingOf(app).lock(alice)).rejects.toMatchObject({ code: 'ZT_DEPENDENCY_UNAVAILABLE' });
    redis.restart();
    await expect.poll(() => statusOf(app), PATIENCE).toBe(200);
  });

  it('an instance that hangs with it refuses as well', async () => {
    await using redis = await OwnRedis.start();
    await using app = await startInstance(redis.url);
    await expect.poll(() => statusOf(app), PATIENCE).toBe(200);
    redis.pause();
    await expect.poll(() => statusOf(app), PATIENCE).toBe(503);
    redis.resume();
    await expect.poll(() => statusOf(app), PATIENCE).toBe(200);
  });

  it('an instance that starts refuses until it comes, and then knows everything', async () => {
    await using redis = await OwnRedis.start();
    await redis.kill();
    await using app = await startInstance(redis.url);
    expect(await statusOf(app)).toBe(503);
    redis.restart();
    await expect.poll(() => statusOf(app), PATIENCE).toBe(200);
  });
});

describe('a Redis that', () => {
  it.each([
    ['says OK to everything', '+OK\r\n'],
    ['answers no value', '$-1\r\n'],
    ['answers an empty list', '*0\r\n'],
    ['answers a page of nonsense', '*4\r\n$1\r\nx\r\n:9\r\n:-1\r\n:1\r\n'],
    ['leaves out half of a fact', '*6\r\n$1\r\nx\r\n:1\r\n:1\r\n:0\r\n$1\r\na\r\n$1\r\n1\r\n'],
    ['answers errors', '-ERR no\r\n'],
  ])('%s is not taken for one without revocations', async (_how, answer) => {
    await using junk = await JunkServer.start([answer]);
    await using app = await startInstance(`redis://127.0.0.1:${junk.port}`);
    for (let count = 0; count < 5; count += 1) {
      expect(await statusOf(app)).toBe(503);
      await sleep(50);
    }
  });
});
