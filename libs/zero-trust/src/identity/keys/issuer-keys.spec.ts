import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DependencyUnavailableError } from '../../kernel/errors.js';
import { publishedJwk } from '../../testing/token-issuer-keys.js';
import { createTokenIssuer, type TokenIssuer } from '../../testing/token-issuer.js';
import { IssuerKeys } from './issuer-keys.js';
import { JwksSource } from './jwks-source.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

let time: number;
const clock = { now: () => time };
let issuer: TokenIssuer;
let keys: IssuerKeys;
let warnings: string[];

beforeEach(async () => {
  time = Date.UTC(2026, 0, 15, 12);
  issuer = await createTokenIssuer({ clock });
  keys = keysOf(issuer);
  warnings = [];
  vi.spyOn(Logger.prototype, 'warn').mockImplementation((message: unknown) => {
    warnings.push(String(message));
  });
});

afterEach(async () => {
  vi.restoreAllMocks();
  await issuer.close();
});

function keysOf({ issuer: identifier }: TokenIssuer, timeoutMs = 5000): IssuerKeys {
  const source = new JwksSource({ issuer: identifier, algorithms: ['ES256'], fetch, clock, timeoutMs });
  return new IssuerKeys({ source, clock, maxStaleMs: 60 * MINUTE });
}

function reference(kid: string | undefined) {
  return { alg: 'ES256', kid } as const;
}

/** What becomes of a token that names this key: `found`, `unknown`, or the seconds to wait for another try. */
async function ask(kid: string | undefined = issuer.signingKey.kid): Promise<string> {
  try {
    return (await keys.find(reference(kid))) === undefined ? 'unknown' : 'found';
  } catch (error) {
    if (!(error instanceof DependencyUnavailableError)) throw error;
    return `unavailable for ${error.denial.retryAfterSeconds} s`;
  }
}

/** Waits until a background fetch has ended. */
async function settled(fetches: number): Promise<void> {
  await vi.waitFor(() => expect(issuer.fetches.jwks).toBe(fetches));
  await keys.find(reference('settle'));
}

describe('IssuerKeys: fetching', () => {
  it('fetches once however many requests wait', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => ask()));
    expect(new Set(answers)).toEqual(new Set(['found']));
    expect(issuer.fetches).toMatchObject({ metadata: 1, jwks: 1 });
  });

  it('answers without a promise once the keys are there', async () => {
    await ask();
    expect(keys.find(reference(issuer.signingKey.kid))).not.toBeInstanceOf(Promise);
  });

  it('does not fetch again for ten minutes', async () => {
    await ask();
    time += 10 * MINUTE - 1;
    expect(await ask()).toBe('found');
    expect(issuer.fetches.jwks).toBe(1);
  });

  it('renews in the background after ten minutes and serves the present keys meanwhile', async () => {
    await ask();
    const { kid } = issuer.signingKey;
    issuer.rotate({ keepPrevious: false });
    time += 10 * MINUTE;
    expect(await ask(kid)).toBe('found');
    await vi.waitFor(async () => expect(await ask(kid)).toBe('unknown'));
    expect(await ask()).toBe('found');
  });

  it('discovers again when it renews, so that a moved key set is found', async () => {
    await ask();
    time += 10 * MINUTE;
    await ask();
    await vi.waitFor(() => expect(issuer.fetches).toMatchObject({ metadata: 2, jwks: 2 }));
  });

  it('renews before it serves when nobody has asked for long: the key may have been withdrawn', async () => {
    await ask();
    const { kid } = issuer.signingKey;
    issuer.rotate({ keepPrevious: false });
    time += 20 * MINUTE;
    expect(await ask(kid)).toBe('unknown');
  });
});

describe('IssuerKeys: unknown key ids', () => {
  it('finds the new key of an issuer that has just rotated', async () => {
    await ask();
    issuer.rotate();
    expect(await ask()).toBe('found');
    expect(issuer.fetches).toMatchObject({ metadata: 1, jwks: 2 });
  });

  it('shares one fetch among all that wait for a new key', async () => {
    await ask();
    issuer.rotate();
    const answers = await Promise.all(Array.from({ length: 100 }, () => ask()));
    expect(new Set(answers)).toEqual(new Set(['found']));
    expect(issuer.fetches.jwks).toBe(2);
  });

  it('fetches at most once in 30 s however many are invented', async () => {
    await ask();
    for (let second = 0; second <= 60; second += 1) {
      await Promise.all(Array.from({ length: 20 }, (_, index) => ask(`bogus-${second}-${index}`)));
      time += SECOND;
    }
    expect(issuer.fetches.jwks).toBe(1 + 3);
  });

  it('does not fetch twice for a first request with an unknown key', async () => {
    expect(await ask('bogus')).toBe('unknown');
    expect(issuer.fetches.jwks).toBe(1);
  });

  it('cannot tell a bogus key from a new one while the issuer is down, and says so', async () => {
    await ask();
    issuer.break();
    expect(await ask('bogus')).toBe('unavailable for 30 s');
    time += 10 * SECOND;
    expect(await ask('bogus')).toBe('unavailable for 20 s');
    expect(await ask()).toBe('found');
  });

  it('looks again as soon as the cooldown after a slow failure is over, whoever asked meanwhile', async () => {
    await ask();
    issuer.answerWith((response) => {
      time += 4 * SECOND;
      response.writeHead(500).end();
    });
    await ask('bogus');
    time += 26 * SECOND;
    expect(await ask('bogus')).toBe('unavailable for 4 s');
    issuer.restore();
    issuer.rotate();
    time += 4 * SECOND;
    expect(await ask()).toBe('found');
  });
});

describe('IssuerKeys: outages', () => {
  it('fails fast for 30 s after a failure when it has no keys, then tries again', async () => {
    issuer.break();
    expect(await ask()).toBe('unavailable for 30 s');
    time += 29 * SECOND;
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask()));
    expect(new Set(answers)).toEqual(new Set(['unavailable for 1 s']));
    expect(issuer.fetches.metadata).toBe(1);
    issuer.restore();
    time += SECOND;
    expect(await ask()).toBe('found');
  });

  it('serves known keys through an outage of 60 minutes with at most one fetch in 30 s', async () => {
    await ask();
    issuer.break();
    const { metadata } = issuer.fetches;
    for (let second = 0; second <= 3600; second += 5) {
      expect(await ask()).toBe('found');
      time += 5 * SECOND;
    }
    expect(issuer.fetches.metadata - metadata).toBeLessThanOrEqual(3600 / 30);
  });

  it('serves stale keys for 60 minutes after they were due, and not a second longer', async () => {
    await ask();
    issuer.break();
    time += 70 * MINUTE - 1;
    expect(await ask()).toBe('found');
    time += 1;
    expect(await ask()).toMatch(/^unavailable/u);
  });

  it('recovers in the background when the issuer is back', async () => {
    await ask();
    issuer.break();
    time += 11 * MINUTE;
    await ask();
    await vi.waitFor(() => expect(warnings).toHaveLength(1));
    issuer.restore();
    time += 30 * SECOND;
    await ask();
    await settled(2);
    expect(warnings).toHaveLength(1);
  });

  it('gives up on an issuer that hangs, and lets nobody wait twice', async () => {
    keys = keysOf(issuer, 100);
    issuer.hang();
    const started = performance.now();
    expect(await ask()).toBe('unavailable for 30 s');
    expect(await ask()).toBe('unavailable for 30 s');
    expect(performance.now() - started).toBeLessThan(2000);
    expect(warnings[0]).toContain('no answer within 100 ms');
  });

  it('takes a key set without keys at its word: no key is trusted any more', async () => {
    await ask();
    issuer.publish({ keys: [] });
    time += 20 * MINUTE;
    expect(await ask()).toBe('unknown');
  });

  it('keeps its keys when the issuer answers with something that is not a key set', async () => {
    await ask();
    issuer.publish({ keys: 'none' });
    time += 20 * MINUTE;
    expect(await ask()).toBe('found');
    expect(warnings[0]).toContain('not a JWKS');
  });
});

describe('IssuerKeys: unfit keys', () => {
  it('leaves them out, says so once per fetch, and serves the others', async () => {
    const unfit = { ...publishedJwk(issuer.signingKey), kid: 'other', use: 'enc' };
    issuer.publish({ keys: [unfit, publishedJwk(issuer.signingKey)] });
    expect(await ask()).toBe('found');
    expect(await ask()).toBe('found');
    expect(keys.rejectedKeys).toEqual([{ index: 0, kid: 'other', reason: 'use is not sig' }]);
    expect(warnings).toEqual([
      `Keys of ${issuer.issuer} were left out: key 0 (kid "other") use is not sig. ` +
        `Tokens signed with them are refused; mend the issuer's JWKS.`,
    ]);
  });

  it('has none to report before the first fetch', () => {
    expect(keys.rejectedKeys).toEqual([]);
  });
});
