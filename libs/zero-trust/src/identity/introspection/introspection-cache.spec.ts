import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { introspectingVerifier, outcomeOf } from '../../testing/introspecting-verifier.js';
import { createTokenIssuer, type TokenIssuer } from '../../testing/token-issuer.js';
import type { AccessTokenVerifier } from '../access-token-verifier.js';
import type { IntrospectionOptions } from './introspection.options.js';

const SECOND = 1000;

let now: number;
const clock = { now: () => now };
let issuer: TokenIssuer;

beforeEach(async () => {
  now = Date.UTC(2026, 0, 15, 12);
  issuer = await createTokenIssuer({ clock });
});

afterEach(() => issuer.close());

function asking(options: Partial<IntrospectionOptions> = {}): AccessTokenVerifier {
  return introspectingVerifier(issuer, { clock, ...options });
}

function questions(): number {
  return issuer.introspections.length;
}

describe('how long an answer counts', () => {
  it('is not at all by default', async () => {
    const verifier = asking();
    const token = issuer.opaqueToken();
    expect(await outcomeOf(verifier, token)).toBe('alice');
    issuer.revoke(token);
    expect(await outcomeOf(verifier, token)).toBe('ZT_TOKEN_INVALID');
  });

  it('is what is declared, and not a second longer', async () => {
    const verifier = asking({ cacheSeconds: 10 });
    const token = issuer.opaqueToken();
    await outcomeOf(verifier, token);
    issuer.revoke(token);
    now += 10 * SECOND - 1;
    expect(await outcomeOf(verifier, token)).toBe('alice');
    expect(questions()).toBe(1);
    now += 1;
    expect(await outcomeOf(verifier, token)).toBe('ZT_TOKEN_INVALID');
  });

  it('is counted from the question, not from a slow answer', async () => {
    const verifier = asking({ cacheSeconds: 10 });
    const token = issuer.opaqueToken();
    const described = { active: true, token_type: 'Bearer', ...issuer.claims() };
    issuer.answerWith((response) => {
      now += 4 * SECOND;
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(described));
    });
    await outcomeOf(verifier, token);
    issuer.restore();
    now += 6 * SECOND;
    await outcomeOf(verifier, token);
    expect(issuer.fetches.introspection).toBe(2);
  });

  it('never goes beyond exp', async () => {
    const verifier = asking({ cacheSeconds: 600 });
    const token = issuer.opaqueToken({ lifetimeSeconds: 5 });
    await outcomeOf(verifier, token);
    now += 5 * SECOND - 1;
    await outcomeOf(verifier, token);
    expect(questions()).toBe(1);
    now += 1;
    await outcomeOf(verifier, token);
    expect(questions()).toBe(2);
  });

  it('holds for every spelling of the credential, so that none of them costs a question', async () => {
    const verifier = asking({ cacheSeconds: 10 });
    const token = issuer.opaqueToken();
    for (const scheme of ['Bearer ', 'Bearer  ', `Bearer${' '.repeat(50)}`, 'bearer ', 'BEARER '])
      expect(await verifier.verify([scheme + token])).toMatchObject({ ok: true });
    expect(questions()).toBe(1);
  });

  it('is declared apart for inactive tokens', async () => {
    const verifier = asking({ cacheSeconds: 600, inactiveCacheSeconds: 5 });
    for (let second = 0; second < 10; second += 1, now += SECOND) {
      expect(await outcomeOf(verifier, 'unknown')).toBe('ZT_TOKEN_INVALID');
    }
    expect(questions()).toBe(2);
  });

  it('is asked for once however many wait', async () => {
    const verifier = asking();
    const token = issuer.opaqueToken();
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => outcomeOf(verifier, token)));
    expect(new Set(outcomes)).toEqual(new Set(['alice']));
    expect(questions()).toBe(1);
  });
});
