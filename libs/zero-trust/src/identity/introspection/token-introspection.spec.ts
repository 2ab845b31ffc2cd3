import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { outcomeOf } from '../../testing/introspecting-verifier.js';
import { introspectionWorld, type IntrospectionWorld } from '../../testing/introspection-world.js';
import { createVerifier } from '../../testing/token-issuer-verifier.js';
import { createTokenIssuer, type TokenRequest } from '../../testing/token-issuer.js';
import type { AccessTokenVerifier } from '../access-token-verifier.js';

const SECOND = 1000;

let world: IntrospectionWorld;

beforeEach(async () => {
  world = await introspectionWorld();
});

afterEach(() => world.issuer.close());

/** The verifier, once it has the keys of the issuer, whose next answers may then all be special. */
async function withKeys(verifier: AccessTokenVerifier): Promise<AccessTokenVerifier> {
  await outcomeOf(verifier, world.issuer.token());
  return verifier;
}

describe('an opaque token', () => {
  it('is what its issuer says', async () => {
    const token = world.issuer.opaqueToken({ sub: 'alice', scope: 'orders:read', claims: { tier: 'pro' } });
    expect(await world.asking().verify([`Bearer ${token}`])).toMatchObject({
      ok: true,
      principal: {
        issuer: world.issuer.issuer,
        subject: 'alice',
        key: `${world.issuer.issuer}\nalice`,
        scopes: new Set(['orders:read']),
        claims: { tier: 'pro' },
      },
    });
  });

  it('is refused, and nobody asked, where no issuer takes opaque tokens', async () => {
    const trusted = { issuer: world.issuer.issuer, audience: world.issuer.audience };
    const token = world.issuer.opaqueToken();
    expect(await outcomeOf(createVerifier({ issuers: [trusted], clock: world.clock }), token)).toBe(
      'ZT_TOKEN_INVALID',
    );
    expect(await outcomeOf(world.asking({ tokens: 'jwt' }), token)).toBe('ZT_TOKEN_INVALID');
    expect(world.questions()).toBe(0);
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
    expect(await outcomeOf(world.asking(), world.issuer.opaqueToken(request))).toBe('ZT_TOKEN_INVALID');
    expect(world.questions()).toBe(1);
  });

  it('may lack iss and jti', async () => {
    const token = world.issuer.opaqueToken({ claims: { iss: undefined, jti: undefined } });
    expect(await world.asking().verify([`Bearer ${token}`])).toMatchObject({
      principal: { tokenId: undefined },
    });
  });

  it('is refused when its issuer does not know it', async () => {
    expect(await outcomeOf(world.asking(), 'b7f3c9')).toBe('ZT_TOKEN_INVALID');
  });

  it('that is bound to a DPoP key is not taken as a bearer token', async () => {
    const cnf = { jkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I' };
    expect(await outcomeOf(world.asking(), world.issuer.opaqueToken({ claims: { cnf } }))).toBe(
      'ZT_TOKEN_SCHEME_MISMATCH',
    );
  });
});

describe('a JWT of an issuer that wants to be asked', () => {
  it('is refused once it is revoked, although its signature holds', async () => {
    const verifier = world.asking({ tokens: 'all' });
    const token = world.issuer.token();
    expect(await outcomeOf(verifier, token)).toBe('alice');
    world.issuer.revoke(token);
    expect(await outcomeOf(verifier, token)).toBe('ZT_TOKEN_INVALID');
  });

  it('is not even asked about if its signature does not hold', async () => {
    await using forger = await createTokenIssuer({ clock: world.clock });
    const forged = forger.token({
      claims: { iss: world.issuer.issuer },
      header: { kid: world.issuer.signingKey.kid },
    });
    expect(await outcomeOf(world.asking({ tokens: 'jwt' }), forged)).toBe('ZT_TOKEN_INVALID');
    expect(world.questions()).toBe(0);
  });

  it('is remembered no longer than declared', async () => {
    const verifier = world.asking({ tokens: 'jwt', cacheSeconds: 2 });
    const token = world.issuer.token();
    for (let second = 0; second < 4; second += 1, world.advance(SECOND)) await outcomeOf(verifier, token);
    expect(world.questions()).toBe(2);
  });

  it.each(['iss', 'sub', 'jti', 'client_id'])('is refused if the answer names another %s', async (name) => {
    const token = world.issuer.token();
    const verifier = world.asking({ tokens: 'jwt' });
    await outcomeOf(verifier, token);
    world.answer({ active: true, [name]: 'other' });
    expect(await outcomeOf(verifier, token)).toBe('ZT_TOKEN_INVALID');
    world.answer({ active: true });
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
    const verifier = await withKeys(world.asking({ tokens: 'jwt' }));
    world.answer({ active: true, ...told });
    const token = world.issuer.token({ scope: 'orders:read orders:write' });
    expect(await outcomeOf(verifier, token)).toBe('ZT_TOKEN_INVALID');
  });

  it('is accepted if the answer says the same in its own words, or more', async () => {
    const verifier = await withKeys(world.asking({ tokens: 'jwt' }));
    const told = {
      aud: [world.issuer.audience, 'other'],
      scope: 'c b a',
      token_type: 'bearer',
      client_id: 'test-client',
    };
    world.answer({ active: true, ...told });
    expect(await outcomeOf(verifier, world.issuer.token({ scope: 'a b' }))).toBe('alice');
  });

  it('ends when the answer says, if that is sooner', async () => {
    const verifier = await withKeys(world.asking({ tokens: 'jwt', cacheSeconds: 600 }));
    const token = world.issuer.token();
    world.answer({ active: true, exp: world.clock.now() / SECOND + 10 });
    expect(await outcomeOf(verifier, token)).toBe('alice');
    world.advance((10 + 60) * SECOND - 1);
    expect(await outcomeOf(verifier, token)).toBe('alice');
    expect(world.issuer.fetches.introspection).toBe(2);
    world.advance(1);
    expect(await outcomeOf(verifier, token)).toBe('ZT_TOKEN_EXPIRED');
  });

  it('is verified without a question if only opaque tokens are asked about', async () => {
    expect(await outcomeOf(world.asking(), world.issuer.token())).toBe('alice');
    expect(world.questions()).toBe(0);
  });
});
