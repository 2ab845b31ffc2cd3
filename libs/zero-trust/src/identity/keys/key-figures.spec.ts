import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createVerifier } from '../../testing/token-issuer-verifier.js';
import { createTokenIssuer, type TokenIssuer } from '../../testing/token-issuer.js';
import type { AccessTokenVerifier } from '../access-token-verifier.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

let now: number;
const clock = { now: () => now };
let issuer: TokenIssuer;
let verifier: AccessTokenVerifier;
/** When the key set or its address was asked for. */
let fetchedAt: number[];
let underWay: Promise<unknown>[];

beforeEach(async () => {
  now = Date.UTC(2026, 0, 15, 12);
  fetchedAt = [];
  underWay = [];
  issuer = await createTokenIssuer({ clock });
  vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
  // One request for each attempt: the address is fixed, so metadata is not asked for.
  const jwksUri = `${issuer.issuer}/jwks`;
  const trusted = { issuer: issuer.issuer, audience: issuer.audience, jwksUri };
  verifier = createVerifier({ issuers: [trusted], clock, fetch: recordingFetch });
});

afterEach(async () => {
  vi.restoreAllMocks();
  await issuer.close();
});

function recordingFetch(url: string, init: RequestInit): Promise<Response> {
  fetchedAt.push(now);
  const answer = fetch(url, init);
  underWay.push(answer.catch(() => undefined));
  return answer;
}

/** Lets virtual time pass, once what has begun before has ended. */
async function pass(milliseconds: number): Promise<void> {
  await Promise.all(underWay.splice(0));
  await new Promise((resolve) => {
    setTimeout(resolve, 1);
  });
  now += milliseconds;
}

async function accepts(token: string): Promise<boolean> {
  return (await verifier.verify([`Bearer ${token}`])).ok;
}

function bogus(): string {
  return issuer.token({ header: { kid: randomUUID() } });
}

/** The most fetches that any span of time of this length saw. */
function mostFetchesWithin(span: number): number {
  return Math.max(0, ...fetchedAt.map((at) => fetchedAt.filter((t) => t >= at && t < at + span).length));
}

describe('the keys of an issuer', () => {
  it('outlive an outage of 60 minutes: no valid token refused, at most one fetch in 30 s', async () => {
    await accepts(issuer.token());
    issuer.break();
    fetchedAt.length = 0;
    for (const end = now + 60 * MINUTE; now <= end; await pass(5 * SECOND)) {
      expect(await accepts(issuer.token()), `after ${(now - end) / MINUTE + 60} min`).toBe(true);
      await accepts(bogus());
    }
    expect(fetchedAt.length).toBeGreaterThan(60);
    expect(mostFetchesWithin(30 * SECOND)).toBe(1);
  }, 20_000);

  it('are rotated 100 times under load without a valid token refused, if the next one is published ahead', async () => {
    const refused: string[] = [];
    const load = async (token: string) => {
      const answers = await Promise.all([accepts(token), accepts(issuer.token()), accepts(issuer.token())]);
      if (answers.includes(false)) refused.push(`${(now / SECOND) % 60} s`);
    };
    let old = issuer.token({ lifetimeSeconds: 3600 });
    for (let rotation = 0; rotation < 100; rotation += 1) {
      issuer.rotate();
      await load(old);
      old = issuer.token({ lifetimeSeconds: 3600 });
      for (let step = 0; step < 6; step += 1) {
        if (step === 3) issuer.announceKey();
        await load(old);
        await pass(10 * SECOND);
      }
    }
    expect(refused).toEqual([]);
    expect(mostFetchesWithin(MINUTE)).toBeLessThanOrEqual(2);
  }, 30_000);

  it('are rotated without a valid token refused while invented key ids pour in', async () => {
    for (let rotation = 0; rotation < 10; rotation += 1) {
      for (let step = 0; step < 12; step += 1) {
        await Promise.all(Array.from({ length: 10 }, () => accepts(bogus())));
        expect(await accepts(issuer.token())).toBe(true);
        if (step === 4) issuer.announceKey();
        await pass(5 * SECOND);
      }
      issuer.rotate();
    }
  }, 20_000);

  it('are fetched at most twice a minute because of 10,000 invented key ids', async () => {
    await accepts(issuer.token());
    await pass(MINUTE);
    fetchedAt.length = 0;
    for (let step = 0; step < 100; step += 1) {
      const verdicts = await Promise.all(Array.from({ length: 100 }, () => accepts(bogus())));
      expect(verdicts).not.toContain(true);
      await pass(3 * SECOND);
    }
    expect(fetchedAt.length).toBeGreaterThan(2);
    expect(mostFetchesWithin(MINUTE)).toBe(2);
  }, 30_000);

  it('serve stale for as long as the option says, and not a second longer', async () => {
    const { issuer: identifier, audience } = issuer;
    const trusted = { issuer: identifier, audience };
    verifier = createVerifier({ issuers: [trusted], clock, maxStaleKeysSeconds: 0, fetch: recordingFetch });
    await accepts(issuer.token());
    issuer.break();
    now += 10 * MINUTE - 1;
    expect(await accepts(issuer.token())).toBe(true);
    now += 1;
    expect(await verifier.verify([`Bearer ${issuer.token()}`])).toMatchObject({
      denial: { code: 'ZT_DEPENDENCY_UNAVAILABLE' },
    });
  });

  it('are waited for no longer than the option says', async () => {
    issuer.hang();
    const trusted = { issuer: issuer.issuer, audience: issuer.audience };
    verifier = createVerifier({ issuers: [trusted], clock, keyFetchTimeoutMs: 500 });
    const started = performance.now();
    expect(await verifier.verify([`Bearer ${issuer.token()}`])).toMatchObject({
      denial: {
        code: 'ZT_DEPENDENCY_UNAVAILABLE',
        reason: expect.stringContaining('within 500 ms') as string,
      },
    });
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});
