import { describe, expect, it } from 'vitest';
import { createDpopKey, type DpopProofRequest } from '../../testing/dpop-proof.js';
import {
  boundKey,
  boundPrincipal,
  codeOf,
  contextWith,
  denialOf,
  NOW_SECONDS,
  ORIGIN,
  possession,
  proof,
} from '../../testing/possession-world.js';

describe('ProofOfPossession with a token that is bound to a DPoP key', () => {
  it('accepts a good proof, at once', () => {
    expect(possession().prove(contextWith(proof()), boundPrincipal)).toMatchObject({
      effect: 'allow',
      evidence: { boundTo: 'dpop key' },
    });
  });

  it.each(['ES256', 'EdDSA'] as const)('accepts a key for %s', async (algorithm) => {
    const own = createDpopKey(algorithm);
    expect(await codeOf(contextWith(proof({ key: own })), possession(), { jkt: own.jkt })).toBe('accepted');
  });

  it.each(['PS256', 'RS256'] as const)(
    'accepts a key for %s only if the options list it',
    async (algorithm) => {
      const own = createDpopKey(algorithm);
      const context = contextWith(proof({ key: own }));
      expect(await codeOf(context, possession(), { jkt: own.jkt })).toBe('ZT_PROOF_INVALID');
      const dpop = { algorithms: [algorithm] };
      expect(await codeOf(context, possession({ dpop }), { jkt: own.jkt })).toBe('accepted');
    },
  );

  it('refuses a request without a proof, and challenges it', async () => {
    const denial = await denialOf(contextWith());
    expect(denial?.code).toBe('ZT_PROOF_MISSING');
    expect(denial?.headers?.['www-authenticate']).toMatch(/^DPoP error="invalid_dpop_proof"/);
  });

  it('refuses two proofs, even if both are good', async () => {
    expect(await codeOf(contextWith(proof(), proof()))).toBe('ZT_PROOF_INVALID');
  });

  it.each<[string, Partial<DpopProofRequest>]>([
    ['another method', { method: 'POST' }],
    ['the method in small letters', { method: 'get' }],
    ['another path', { url: `${ORIGIN}/orders/2` }],
    ['another API', { url: 'https://other.example/orders/1' }],
    ['another token', { token: 'another.access.token' }],
    ['no token', { claims: { ath: undefined } }],
    ['a list of methods', { claims: { htm: ['GET'] } }],
    ['a list of URLs', { claims: { htu: [`${ORIGIN}/orders/1`] } }],
    ['31 s ago', { claims: { iat: NOW_SECONDS - 31 } }],
    ['31 s ahead', { claims: { iat: NOW_SECONDS + 31 } }],
    ['no time', { claims: { iat: undefined } }],
    ['a time that is a text', { claims: { iat: String(NOW_SECONDS) } }],
    ['no id', { claims: { jti: undefined } }],
    ['an empty id', { claims: { jti: '' } }],
    ['an id of 257 characters', { claims: { jti: 'x'.repeat(257) } }],
    ['an id that is a number', { claims: { jti: 1 } }],
    ['no typ', { header: { typ: undefined } }],
    ['the typ of an access token', { header: { typ: 'at+jwt' } }],
    ['the typ JWT', { header: { typ: 'JWT' } }],
    ['alg none', { header: { alg: 'none' } }],
    ['a symmetric alg', { header: { alg: 'HS256' } }],
    ['an alg that does not fit the key', { header: { alg: 'EdDSA' } }],
    ['an unknown critical parameter', { header: { crit: ['x'], x: 1 } }],
    ['an unencoded payload', { header: { b64: false } }],
    ['no key', { header: { jwk: undefined } }],
    ['a key that is null', { header: { jwk: null } }],
    ['a key that is a text', { header: { jwk: boundKey.jkt } }],
    ['a symmetric key', { header: { jwk: { kty: 'oct', k: 'c2VjcmV0' } } }],
    ['a private key', { header: { jwk: boundKey.privateKey.export({ format: 'jwk' }) } }],
    ['a point that is not on the curve', { header: { jwk: { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' } } }],
    ['another key', { key: createDpopKey() }],
  ])('refuses a proof with %s', async (_what, difference) => {
    expect(await codeOf(contextWith(proof(difference)))).toBe('ZT_PROOF_INVALID');
  });

  it('names a key that the token is not bound to as a fault of the token (RFC 9449 §7.1)', async () => {
    const denial = await denialOf(contextWith(proof({ key: createDpopKey() })));
    expect(denial?.headers?.['www-authenticate']).toMatch(/^DPoP error="invalid_token"/);
  });

  it('refuses a proof whose signature was made with another key than the one in it', async () => {
    const jwk = boundKey.publicKey.export({ format: 'jwk' });
    const forged = proof({ key: createDpopKey(), header: { jwk } });
    expect(await denialOf(contextWith(forged))).toMatchObject({
      code: 'ZT_PROOF_INVALID',
      reason: 'the signature does not hold',
    });
  });

  it('refuses a forged signature also once the key is known', async () => {
    const proving = possession();
    expect(await codeOf(contextWith(proof()), proving)).toBe('accepted');
    const [header = '', payload = ''] = proof().split('.');
    const [, , foreign = ''] = proof().split('.');
    expect(await codeOf(contextWith(`${header}.${payload}.${foreign}`), proving)).toBe('ZT_PROOF_INVALID');
  });

  it.each([
    ['no JWT', 'x'],
    ['two parts', 'e30.e30'],
    ['padding', 'e30=.e30=.e30='],
    ['a payload that is no object', `${Buffer.from('{"typ":"dpop+jwt"}').toString('base64url')}.W10.AA`],
    ['nothing', ''],
  ])('refuses a header with %s', async (_what, value) => {
    expect(await codeOf(contextWith(value))).toBe('ZT_PROOF_INVALID');
  });

  it('refuses a proof of more than 8,192 characters, however good', async () => {
    expect(await codeOf(contextWith(proof({ claims: { padding: 'x'.repeat(6_500) } })))).toBe(
      'ZT_PROOF_INVALID',
    );
  });

  it.each([-30, 30])('accepts a proof that was made %i s from now', async (seconds) => {
    expect(await codeOf(contextWith(proof({ claims: { iat: NOW_SECONDS + seconds } })))).toBe('accepted');
  });

  it('keeps what it was sent out of reason, detail and headers', async () => {
    const sent = proof({ claims: { jti: 'tell-tale', htu: 'https://tell-tale.example/' } });
    const told = JSON.stringify(await denialOf(contextWith(sent)));
    expect(told).not.toContain('tell-tale');
    expect(told).not.toContain(sent.split('.')[2]);
  });
});

it('refuses a bound token where nothing is known of the request', async () => {
  expect(await possession().prove(undefined, boundPrincipal)).toMatchObject({ code: 'ZT_PROOF_MISSING' });
});
