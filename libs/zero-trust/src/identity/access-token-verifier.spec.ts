import { Logger } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { badCredentials } from '../testing/bad-tokens.js';
import type { IssuerAlgorithm } from '../testing/token-issuer-keys.js';
import { createVerifier } from '../testing/token-issuer-verifier.js';
import { createTokenIssuer, type TokenIssuer, type TokenRequest } from '../testing/token-issuer.js';
import type { AccessTokenVerifier, Verdict } from './access-token-verifier.js';

const clock = { now: () => Date.UTC(2026, 0, 15, 12) };
const nowSeconds = clock.now() / 1000;
let issuer: TokenIssuer;
let verifier: AccessTokenVerifier;

beforeAll(async () => {
  issuer = await createTokenIssuer({ clock });
  verifier = createVerifier({ issuers: [trust(issuer)], clock });
});

afterEach(() => {
  vi.restoreAllMocks();
});

afterAll(() => issuer.close());

function trust({ issuer: identifier, audience }: TokenIssuer) {
  return { issuer: identifier, audience };
}

async function verify(request: TokenRequest = {}): Promise<Verdict> {
  return verifier.verify([`Bearer ${issuer.token(request)}`]);
}

async function codeOf(request: TokenRequest): Promise<string> {
  const verdict = await verify(request);
  return verdict.ok ? 'accepted' : verdict.denial.code;
}

describe('AccessTokenVerifier', () => {
  it('says who is calling', async () => {
    const verdict = await verify({
      sub: 'alice',
      scope: 'orders:read orders:write',
      claims: { jti: 't-1', tier: 'pro' },
    });
    expect(verdict).toMatchObject({
      ok: true,
      principal: {
        issuer: issuer.issuer,
        subject: 'alice',
        key: `${issuer.issuer}\nalice`,
        graphSubject: 'user:alice',
        clientId: 'test-client',
        scopes: new Set(['orders:read', 'orders:write']),
        tokenId: 't-1',
        expiresAt: nowSeconds + 300,
        claims: { sub: 'alice', tier: 'pro' },
      },
    });
  });

  it('freezes the claims through and through', async () => {
    const verdict = await verify({ claims: { address: { countries: ['US'] } } });
    const claims = (verdict.ok ? verdict.principal.claims : {}) as { address: { countries: string[] } };
    expect(() => claims.address.countries.push('CA')).toThrow(TypeError);
    expect(() => Object.assign(claims, { sub: 'mallory' })).toThrow(TypeError);
  });

  it.each<IssuerAlgorithm>(['ES256', 'EdDSA', 'PS256', 'RS256'])('verifies %s', async (algorithm) => {
    await using other = await createTokenIssuer({ clock, algorithm });
    const own = createVerifier({ issuers: [trust(other)], clock });
    expect(await own.verify([`Bearer ${other.token()}`])).toMatchObject({ ok: true });
  });

  it.each<[string, TokenRequest]>([
    ['typ as a full media type in capitals', { header: { typ: 'Application/AT+JWT' } }],
    ['no kid where the issuer has one key', { header: { kid: undefined } }],
    ['several audiences', { claims: { aud: ['https://other.example', 'https://api.test.example'] } }],
    ['no nbf', { claims: { nbf: undefined } }],
    ['an nbf of long ago', { claims: { nbf: 0 } }],
    ['an nbf and iat within the tolerance', { claims: { nbf: nowSeconds + 60, iat: nowSeconds + 60 } }],
    [
      'one name in two objects',
      { claims: { plan: { tier: 'free', roles: [{ tier: 'pro' }] }, tier: 'pro' } },
    ],
    ['the longest subject', { sub: 'a'.repeat(255) }],
    ['a subject of another script', { sub: 'Zoë|漢字/1' }],
    ['the longest client_id', { claims: { client_id: 'c'.repeat(256) } }],
    ['an actor', { claims: { act: { sub: 'service' } } }],
  ])('accepts %s', async (_what, request) => {
    expect(await codeOf(request)).toBe('accepted');
  });

  it('takes the scheme in any case and any number of spaces', async () => {
    expect(await verifier.verify([`bEARER   ${issuer.token()}`])).toMatchObject({ ok: true });
  });

  it('refuses every bad credential with 401, its code and a challenge', async () => {
    for (const { name, authorization, code } of badCredentials(issuer)) {
      const verdict = await verifier.verify(authorization);
      const denial = verdict.ok ? undefined : verdict.denial;
      expect({ name, code: denial?.code, kind: denial?.kind }).toEqual({
        name,
        code,
        kind: 'unauthenticated',
      });
      expect(`${name}: ${denial?.headers?.['www-authenticate']}`).toMatch(CHALLENGES[code]);
    }
  });

  it('lets nothing of a credential into reason, detail or headers', async () => {
    for (const { name, authorization } of badCredentials(issuer, {
      sub: 'topsecret',
      claims: { jti: 'topsecret' },
    })) {
      const text = JSON.stringify(await verifier.verify(authorization));
      const parts = authorization.flatMap((value) => value.split(/[ .]/u)).filter((part) => part.length > 8);
      const leaked = [...parts, 'topsecret'].filter((part) => text.includes(part));
      expect({ name, leaked }).toEqual({ name, leaked: [] });
    }
  });

  it('is not misled by a bad credential about the next good one', async () => {
    for (const { authorization } of badCredentials(issuer)) await verifier.verify(authorization);
    expect(await verify()).toMatchObject({ ok: true });
  });

  it('accepts a token until its expiry and tolerance are over, and not a second longer', async () => {
    const expiring = (age: number) => ({ claims: { iat: nowSeconds - 300, exp: nowSeconds - age } });
    expect(await codeOf(expiring(59))).toBe('accepted');
    expect(await codeOf(expiring(60))).toBe('ZT_TOKEN_EXPIRED');
  });

  it('honours its own lifetime and tolerance', async () => {
    verifier = createVerifier({
      issuers: [trust(issuer)],
      clock,
      maxTokenLifetimeSeconds: 120,
      clockToleranceSeconds: 0,
    });
    expect(await codeOf({ lifetimeSeconds: 120 })).toBe('accepted');
    expect(await codeOf({ lifetimeSeconds: 121 })).toBe('ZT_TOKEN_INVALID');
    expect(await codeOf({ claims: { nbf: nowSeconds + 1 } })).toBe('ZT_TOKEN_INVALID');
    verifier = createVerifier({ issuers: [trust(issuer)], clock });
  });

  it('accepts no algorithm that the issuer is not configured for, though its key would fit', async () => {
    const narrow = createVerifier({ issuers: [{ ...trust(issuer), algorithms: ['EdDSA'] }], clock });
    expect(await narrow.verify([`Bearer ${issuer.token()}`])).toMatchObject({
      denial: { code: 'ZT_TOKEN_INVALID' },
    });
  });
});

describe('AccessTokenVerifier with several issuers', () => {
  it('keeps their subjects, audiences and keys apart', async () => {
    await using partner = await createTokenIssuer({ clock, audience: 'https://partner.example' });
    const both = createVerifier({
      issuers: [trust(issuer), { ...trust(partner), subjectType: 'partner' }],
      clock,
    });
    expect(await both.verify([`Bearer ${partner.token()}`])).toMatchObject({
      principal: { graphSubject: 'partner:alice', key: `${partner.issuer}\nalice` },
    });
    const borrowed = issuer.token({ claims: { aud: partner.audience } });
    expect(await both.verify([`Bearer ${borrowed}`])).toMatchObject({ denial: { code: 'ZT_TOKEN_INVALID' } });
    const forged = partner.token({ claims: { iss: issuer.issuer, aud: issuer.audience } });
    expect(await both.verify([`Bearer ${forged}`])).toMatchObject({ denial: { code: 'ZT_TOKEN_INVALID' } });
  });
});

describe('AccessTokenVerifier and the network', () => {
  it('asks nobody about a token of an unknown issuer', async () => {
    const calls: string[] = [];
    const fetch = (url: string) => {
      calls.push(url);
      return Promise.reject(new Error('no network'));
    };
    const offline = createVerifier({ issuers: [trust(issuer)], clock, fetch });
    const foreign = issuer.token({ claims: { iss: 'https://attacker.example' } });
    expect(await offline.verify([`Bearer ${foreign}`])).toMatchObject({
      denial: { kind: 'unauthenticated' },
    });
    expect(calls).toEqual([]);
  });

  it('denies with 503 and Retry-After when the keys cannot be had, never 401 and never allow', async () => {
    await using broken = await createTokenIssuer({ clock });
    broken.break();
    vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
    const own = createVerifier({ issuers: [trust(broken)], clock });
    expect(await own.verify([`Bearer ${broken.token()}`])).toMatchObject({
      ok: false,
      denial: { code: 'ZT_DEPENDENCY_UNAVAILABLE', kind: 'unavailable', retryAfterSeconds: 30 },
    });
  });
});

const CHALLENGES = {
  ZT_CREDENTIALS_MISSING: /: Bearer$/u,
  ZT_CREDENTIALS_MALFORMED: /: Bearer error="invalid_request", error_description="[^"]+"$/u,
  ZT_TOKEN_EXPIRED: /: Bearer error="invalid_token", error_description="[^"]+expired[^"]+"$/u,
  ZT_TOKEN_SCHEME_MISMATCH: /: (?:Bearer|DPoP) error="invalid_token", error_description="[^"]+"$/u,
  ZT_TOKEN_INVALID: /: Bearer error="invalid_token", error_description="[^"]+"$/u,
} as const;
