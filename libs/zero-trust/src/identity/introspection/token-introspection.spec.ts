import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { introspectingVerifier, outcomeOf } from '../../testing/introspecting-verifier.js';
import { createVerifier } from '../../testing/token-issuer-verifier.js';
import { createTokenIssuer, type TokenIssuer, type TokenRequest } from '../../testing/token-issuer.js';
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

/** The verifier, once it has the keys of the issuer, whose next answers may then all be special. */
async function withKeys(verifier: AccessTokenVerifier): Promise<AccessTokenVerifier> {
  await outcomeOf(verifier, issuer.token());
  return verifier;
}

function questions(): number {
  return issuer.introspections.length;
}

/** Answers the next questions with this, whatever the token. */
function answer(body: unknown, status = 200): void {
  issuer.answerWith((response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
}

describe('an opaque token', () => {
  it('is what its issuer says', async () => {
    const token = issuer.opaqueToken({ sub: 'alice', scope: 'orders:read', claims: { tier: 'pro' } });
    expect(await asking().verify([`Bearer ${token}`])).toMatchObject({
      ok: true,
      principal: {
        issuer: issuer.issuer,
        subject: 'alice',
        key: `${issuer.issuer}\nalice`,
        scopes: new Set(['orders:read']),
        claims: { tier: 'pro' },
      },
    });
  });

  it('is refused, and nobody asked, where no issuer takes opaque tokens', async () => {
    const trusted = { issuer: issuer.issuer, audience: issuer.audience };
    const token = issuer.opaqueToken();
    expect(await outcomeOf(createVerifier({ issuers: [trusted], clock }), token)).toBe('ZT_TOKEN_INVALID');
    expect(await outcomeOf(asking({ tokens: 'jwt' }), token)).toBe('ZT_TOKEN_INVALID');
    expect(questions()).toBe(0);
  });

  it.each<[string, TokenRequest]>([
    ['of another issuer', { claims: { iss: 'https://other.example' } }],
    ['for another API', { claims: { aud: 'https://other.example' } }],
    ['for no API in particular', { claims: { aud: undefined } }],
    ['without a subject', { claims: { sub: undefined } }],
    ['without a client', { claims: { client_id: undefined } }],
    ['that never expires', { claims: { exp: undefined } }],
    ['without the time of its issue', { claims: { iat: undefined } }],
    ['that is a refresh token', { claims: { token_type: 'refresh_token' } }],
    ['that is of no type', { claims: { token_type: undefined } }],
    ['that may pose as another object of the graph', { sub: 'user:admin' }],
  ])('is refused if its issuer calls it active but describes one %s', async (_what, request) => {
    expect(await outcomeOf(asking(), issuer.opaqueToken(request))).toBe('ZT_TOKEN_INVALID');
    expect(questions()).toBe(1);
  });

  it('may lack iss and jti', async () => {
    const token = issuer.opaqueToken({ claims: { iss: undefined, jti: undefined } });
    expect(await asking().verify([`Bearer ${token}`])).toMatchObject({ principal: { tokenId: undefined } });
  });

  it('is refused when its issuer does not know it', async () => {
    expect(await outcomeOf(asking(), 'b7f3c9')).toBe('ZT_TOKEN_INVALID');
  });

  it('that is bound to a DPoP key is not taken as a bearer token', async () => {
    const cnf = { jkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I' };
    expect(await outcomeOf(asking(), issuer.opaqueToken({ claims: { cnf } }))).toBe(
      'ZT_TOKEN_SCHEME_MISMATCH',
    );
  });
});

describe('a JWT of an issuer that wants to be asked', () => {
  it('is refused once it is revoked, although its signature holds', async () => {
    const verifier = asking({ tokens: 'all' });
    const token = issuer.token();
    expect(await outcomeOf(verifier, token)).toBe('alice');
    issuer.revoke(token);
    expect(await outcomeOf(verifier, token)).toBe('ZT_TOKEN_INVALID');
  });

  it('is not even asked about if its signature does not hold', async () => {
    await using forger = await createTokenIssuer({ clock });
    const forged = forger.token({
      claims: { iss: issuer.issuer },
      header: { kid: issuer.signingKey.kid },
    });
    expect(await outcomeOf(asking({ tokens: 'jwt' }), forged)).toBe('ZT_TOKEN_INVALID');
    expect(questions()).toBe(0);
  });

  it('is remembered no longer than declared', async () => {
    const verifier = asking({ tokens: 'jwt', cacheSeconds: 2 });
    const token = issuer.token();
    for (let second = 0; second < 4; second += 1, now += SECOND) await outcomeOf(verifier, token);
    expect(questions()).toBe(2);
  });

  it.each(['iss', 'sub', 'jti', 'client_id'])('is refused if the answer names another %s', async (name) => {
    const token = issuer.token();
    const verifier = asking({ tokens: 'jwt' });
    await outcomeOf(verifier, token);
    answer({ active: true, [name]: 'other' });
    expect(await outcomeOf(verifier, token)).toBe('ZT_TOKEN_INVALID');
    answer({ active: true });
    expect(await outcomeOf(verifier, token)).toBe('alice');
  });

  it.each<[string, object]>([
    ['is for another API', { aud: 'https://other.example' }],
    ['is bound to a key', { cnf: { jkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I' } }],
    ['is bound in a way that is unknown', { cnf: {} }],
    ['has lost a scope', { scope: 'orders:read' }],
    ['has lost all scopes', { scope: '' }],
    ['has scopes that are no text', { scope: ['orders:read', 'orders:write'] }],
    ['is a refresh token', { token_type: 'refresh_token' }],
    ['is of a type that is no text', { token_type: null }],
    ['ends at no time', { exp: 'never' }],
  ])('is refused if by the answer it %s', async (_what, told) => {
    const verifier = await withKeys(asking({ tokens: 'jwt' }));
    answer({ active: true, ...told });
    const token = issuer.token({ scope: 'orders:read orders:write' });
    expect(await outcomeOf(verifier, token)).toBe('ZT_TOKEN_INVALID');
  });

  it('is accepted if the answer says the same in its own words, or more', async () => {
    const verifier = await withKeys(asking({ tokens: 'jwt' }));
    const told = {
      aud: [issuer.audience, 'other'],
      scope: 'c b a',
      token_type: 'bearer',
      client_id: 'test-client',
    };
    answer({ active: true, ...told });
    expect(await outcomeOf(verifier, issuer.token({ scope: 'a b' }))).toBe('alice');
  });

  it('ends when the answer says, if that is sooner', async () => {
    const verifier = await withKeys(asking({ tokens: 'jwt', cacheSeconds: 600 }));
    const token = issuer.token();
    answer({ active: true, exp: now / SECOND + 10 });
    expect(await outcomeOf(verifier, token)).toBe('alice');
    now += (10 + 60) * SECOND - 1;
    expect(await outcomeOf(verifier, token)).toBe('alice');
    expect(issuer.fetches.introspection).toBe(2);
    now += 1;
    expect(await outcomeOf(verifier, token)).toBe('ZT_TOKEN_EXPIRED');
  });

  it('is verified without a question if only opaque tokens are asked about', async () => {
    expect(await outcomeOf(asking(), issuer.token())).toBe('alice');
    expect(questions()).toBe(0);
  });
});
