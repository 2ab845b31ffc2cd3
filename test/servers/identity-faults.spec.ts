import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, Get } from '@nestjs/common';
import { Scopes, Standing } from 'nestjs-zero-trust';
import { createDpopKey, dpopProof } from 'nestjs-zero-trust/testing';
import { redisState } from 'nestjs-zero-trust/redis';
import { describe, expect, it } from 'vitest';
import { startGuardedApp, type GuardedApp } from '../library/support/guarded-app.js';
import { OwnRedis } from './support/own-redis.js';

const REQUESTS = 10_000;
const DUPLICATES = 5;
const CLIENTS = 32;
const PATIENCE = { timeout: 15_000 };
const key = createDpopKey();

@Controller('notes')
class NotesController {
  @Get() @Scopes('read') list(): string {
    return 'notes';
  }
}

/** Limits are counted in memory, so that only proofs and standing depend on Redis. */
async function startApp(url: string): Promise<GuardedApp & AsyncDisposable> {
  const shared = redisState({ url, timeoutMs: 100, maxReconnectDelayMs: 200 });
  const unlimited = { tiers: { default: 1_000_000 }, perAddress: { limit: 1_000_000 } };
  const standing = { store: shared.standingStore, maxStalenessMs: 1_500 };
  const options = { limits: unlimited, standing, state: { store: shared.stateStore } };
  const app = await startGuardedApp({ controllers: [NotesController], options });
  const dispose = async (): Promise<void> => {
    await app[Symbol.asyncDispose]();
    shared.close();
  };
  return { ...app, [Symbol.asyncDispose]: dispose };
}

/** Kills Redis, lets it hang, and brings it back, over and over. */
async function disturb(redis: OwnRedis, isGoingOn: () => boolean): Promise<void> {
  while (isGoingOn()) {
    await sleep(300);
    redis.pause();
    await sleep(2_000);
    redis.resume();
    await sleep(500);
    await redis.kill();
    await sleep(300);
    redis.restart();
    await sleep(500);
  }
}

/** Asks as somebody, and counts what comes back. */
class Asker {
  readonly statuses = new Map<number, number>();
  /** How often each proof was accepted. */
  readonly accepted = new Map<string, number>();
  #number = 0;
  #proof = '';

  constructor(
    private readonly app: GuardedApp,
    private readonly token: string,
  ) {}

  async ask(): Promise<void> {
    if (this.#number % DUPLICATES === 0) this.#proof = this.#newProof();
    this.#number += 1;
    const dpop = this.#proof;
    const headers = { authorization: `DPoP ${this.token}`, dpop };
    const { status } = await fetch(`${this.app.url}/notes`, { headers });
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    if (status === 200) this.accepted.set(dpop, (this.accepted.get(dpop) ?? 0) + 1);
  }

  #newProof(): string {
    return dpopProof({ key, method: 'GET', url: `${this.app.url}/notes`, token: this.token });
  }
}

describe(`${REQUESTS} requests with bound tokens while Redis is killed, paused and comes back`, () => {
  it('never use a proof twice, and never let in who is locked', async () => {
    await using redis = await OwnRedis.start();
    await using app = await startApp(redis.url);
    const asked = (sub: string) => new Asker(app, app.issuer.token({ sub, scope: 'read', dpopKey: key }));
    const [alice, mallory] = [asked('alice'), asked('mallory')];
    await expect.poll(() => alice.ask().then(() => alice.statuses.get(200)), PATIENCE).toBe(1);
    await app.app.get(Standing).lock({ issuer: app.issuer.issuer, subject: 'mallory' });
    let sent = 0;
    const client = async (): Promise<void> => {
      while (sent < REQUESTS) await ((sent += 1) % 2 === 0 ? alice : mallory).ask();
    };
    await Promise.all([disturb(redis, () => sent < REQUESTS), ...Array.from({ length: CLIENTS }, client)]);
    const table = { alice: Object.fromEntries(alice.statuses), locked: Object.fromEntries(mallory.statuses) };
    console.info(`proofs and standing under faults of Redis: by status ${JSON.stringify(table)}`);
    expect(Math.max(...alice.accepted.values())).toBe(1);
    expect([...alice.statuses.keys()].toSorted((a, b) => a - b)).toEqual([200, 401, 503]);
    expect([...mallory.statuses.keys()].filter((status) => ![401, 403, 503].includes(status))).toEqual([]);
    expect(mallory.statuses.get(403)).toBeGreaterThan(0);
  }, 180_000);
});
