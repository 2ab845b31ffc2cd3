import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ClientCertificate } from '../../kernel/client-certificate.js';
import type { Deny } from '../../kernel/decision.js';
import { AccessDeniedError, DependencyUnavailableError } from '../../kernel/errors.js';
import { MemoryStateStore } from '../../kernel/memory-state-store.js';
import type { Confirmation } from '../../kernel/principal.js';
import { RequestContext } from '../../kernel/request-context.js';
import type { StateStore } from '../../kernel/state-store.port.js';
import { createDpopKey, dpopProof, type DpopProofRequest } from '../../testing/dpop-proof.js';
import { inboundRequest, principalOf } from '../../testing/request-builders.js';
import { resolveIdentityOptions } from '../identity.options.js';
import type { DpopOptions } from './possession.options.js';
import { ProofOfPossession } from './proof-of-possession.js';

const NOW = 1_800_000_000_000;
const NOW_SECONDS = NOW / 1_000;
const TOKEN = 'header.payload.signature';
const ORIGIN = 'https://api.test.example';
const key = createDpopKey();
const principal = principalOf({ confirmation: { jkt: key.jkt } });

interface Setting {
  readonly now?: number;
  readonly dpop?: DpopOptions;
  readonly store?: StateStore;
}

function possession({ now = NOW, dpop, store }: Setting = {}): ProofOfPossession {
  const issuers = [{ issuer: 'https://auth.test.example', audience: ORIGIN }];
  const clock = { now: () => now };
  return new ProofOfPossession(
    resolveIdentityOptions({ issuers, dpop }),
    clock,
    store ?? new MemoryStateStore({ clock }),
  );
}

function proof(differences: Partial<DpopProofRequest> = {}): string {
  const { claims, ...rest } = differences;
  const usual = { key, method: 'GET', url: `${ORIGIN}/orders/1?expand=all`, token: TOKEN };
  return dpopProof({ ...usual, ...rest, claims: { iat: NOW_SECONDS, ...claims } });
}

function contextWith(...proofs: readonly string[]): RequestContext {
  const headers: Readonly<Record<string, readonly string[]>> = {
    dpop: proofs,
    authorization: [`DPoP ${TOKEN}`],
  };
  const request = inboundRequest({
    path: '/orders/1',
    origin: ORIGIN,
    header: (name) => headers[name] ?? [],
  });
  return new RequestContext({ decisionId: randomUUID(), receivedAt: NOW, request });
}

/** The deny, however it comes; `undefined` for an allow. */
async function denialOf(
  context: RequestContext,
  proving: ProofOfPossession = possession(),
  confirmation: Confirmation | undefined = principal.confirmation,
): Promise<Deny | undefined> {
  try {
    const decision = await proving.prove(context, { ...principal, confirmation });
    return decision.effect === 'deny' ? decision : undefined;
  } catch (error) {
    if (error instanceof AccessDeniedError) return error.denial;
    throw error;
  }
}

async function codeOf(...parameters: Parameters<typeof denialOf>): Promise<string> {
  return (await denialOf(...parameters))?.code ?? 'accepted';
}

describe('ProofOfPossession with a token that is bound to a DPoP key', () => {
  it('accepts a good proof, at once', () => {
    expect(possession().prove(contextWith(proof()), principal)).toMatchObject({
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
    ['a key that is a text', { header: { jwk: key.jkt } }],
    ['a symmetric key', { header: { jwk: { kty: 'oct', k: 'c2VjcmV0' } } }],
    ['a private key', { header: { jwk: key.privateKey.export({ format: 'jwk' }) } }],
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
    const jwk = key.publicKey.export({ format: 'jwk' });
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

describe('ProofOfPossession and replays', () => {
  it('accepts a proof once', async () => {
    const proving = possession();
    const sent = proof();
    expect(await codeOf(contextWith(sent), proving)).toBe('accepted');
    expect(await codeOf(contextWith(sent), proving)).toBe('ZT_PROOF_REPLAYED');
  });

  it('refuses a proof whose id was used before, though it is signed anew', async () => {
    const proving = possession();
    expect(await codeOf(contextWith(proof({ claims: { jti: 'one' } })), proving)).toBe('accepted');
    expect(await codeOf(contextWith(proof({ claims: { jti: 'one' } })), proving)).toBe('ZT_PROOF_REPLAYED');
  });

  it('lets two keys use one id', async () => {
    const proving = possession();
    const other = createDpopKey();
    const claims = { jti: 'one' };
    expect(await codeOf(contextWith(proof({ claims })), proving)).toBe('accepted');
    const second = contextWith(proof({ key: other, claims }));
    expect(await codeOf(second, proving, { jkt: other.jkt })).toBe('accepted');
  });

  it('does not use up an id with a proof that is refused', async () => {
    const proving = possession();
    const claims = { jti: 'one' };
    expect(await codeOf(contextWith(proof({ claims, method: 'POST' })), proving)).toBe('ZT_PROOF_INVALID');
    expect(await codeOf(contextWith(proof({ claims })), proving)).toBe('accepted');
  });

  it('takes the same request for the same use: it is asked before routing, and by Passport again', async () => {
    const proving = possession();
    const context = contextWith(proof());
    expect(proving.prove(context, principal)).toMatchObject({ effect: 'allow' });
    expect(proving.prove(context, principal)).toMatchObject({ effect: 'allow' });
  });

  it('remembers a proof for as long as it is good, to the last moment', async () => {
    let now = NOW;
    const clock = { now: () => now };
    const store = new MemoryStateStore({ clock });
    const sent = proof({ claims: { iat: NOW_SECONDS + 30 } });
    expect(await codeOf(contextWith(sent), possession({ store }))).toBe('accepted');
    now = NOW + 60_000;
    expect(await codeOf(contextWith(sent), possession({ store, now }))).toBe('ZT_PROOF_REPLAYED');
    now = NOW + 60_001;
    expect(await codeOf(contextWith(sent), possession({ store, now }))).toBe('ZT_PROOF_INVALID');
  });

  it('accepts exactly one of 10,000 concurrent uses', { timeout: 60_000 }, async () => {
    const memory = new MemoryStateStore({ clock: { now: () => NOW } });
    const slow = { ...storeOf(memory), setIfAbsent: async (entry: never) => memory.setIfAbsent(entry) };
    const proving = possession({ store: slow });
    const sent = proof();
    const codes = await Promise.all(Array.from({ length: 10_000 }, () => codeOf(contextWith(sent), proving)));
    expect(codes.filter((code) => code === 'accepted')).toHaveLength(1);
    expect(codes.filter((code) => code === 'ZT_PROOF_REPLAYED')).toHaveLength(9_999);
  });

  it.each<[string, StateStore['setIfAbsent']]>([
    ['throws', () => fail(new Error('down'))],
    ['rejects', () => Promise.reject(new Error('down'))],
    ['is known to be down', () => fail(new DependencyUnavailableError('redis', 'down'))],
  ])('answers 503, never an allow, when the store %s', async (_what, setIfAbsent) => {
    const store = { ...storeOf(new MemoryStateStore()), setIfAbsent };
    expect(await denialOf(contextWith(proof()), possession({ store }))).toMatchObject({
      code: 'ZT_DEPENDENCY_UNAVAILABLE',
      kind: 'unavailable',
    });
  });

  it.each([undefined, 1, 'OK', {}])('takes a store that answers %j for a replay', async (answer) => {
    const setIfAbsent = (() => answer) as unknown as StateStore['setIfAbsent'];
    const store = { ...storeOf(new MemoryStateStore()), setIfAbsent };
    expect(await codeOf(contextWith(proof()), possession({ store }))).toBe('ZT_PROOF_REPLAYED');
  });
});

describe('ProofOfPossession with nonces', () => {
  const dpop = { requireNonce: true, nonceSecret: 'a secret that all the instances share' };

  it('asks for a nonce, and accepts a proof that has it', async () => {
    const denial = await denialOf(contextWith(proof()), possession({ dpop }));
    expect(denial?.code).toBe('ZT_PROOF_NONCE_NEEDED');
    expect(denial?.headers?.['www-authenticate']).toMatch(/^DPoP error="use_dpop_nonce"/);
    const nonce = denial?.headers?.['dpop-nonce'];
    expect(await codeOf(contextWith(proof({ nonce })), possession({ dpop }))).toBe('accepted');
  });

  it('serves a caller that has the previous nonce, and tells it the present one', async () => {
    const past = await denialOf(
      contextWith(proof({ claims: { iat: NOW_SECONDS - 300 } })),
      possession({ dpop, now: NOW - 300_000 }),
    );
    const context = contextWith(proof({ nonce: past?.headers?.['dpop-nonce'] }));
    expect(await codeOf(context, possession({ dpop }))).toBe('accepted');
    const present = (await denialOf(contextWith(proof()), possession({ dpop })))?.headers?.['dpop-nonce'];
    expect(context.responseHeaders).toEqual({ 'dpop-nonce': present });
  });

  it('refuses an invented nonce', async () => {
    const context = contextWith(proof({ nonce: 'invented' }));
    expect(await codeOf(context, possession({ dpop }))).toBe('ZT_PROOF_NONCE_NEEDED');
  });
});

describe('ProofOfPossession with a token that is bound to a certificate', () => {
  const thumbprint = 'bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dgA';
  const certificate: ClientCertificate = {
    source: 'tls',
    thumbprint,
    spiffeIds: [],
    dnsNames: [],
    commonName: 'billing',
    issuedAt: NOW_SECONDS - 60,
    expiresAt: NOW_SECONDS + 60,
  };

  function contextOf(clientCertificate: ClientCertificate | undefined): RequestContext {
    const request = inboundRequest({ clientCertificate });
    return new RequestContext({ decisionId: randomUUID(), receivedAt: NOW, request });
  }

  it('accepts the certificate of the binding', async () => {
    expect(await codeOf(contextOf(certificate), possession(), { x5tS256: thumbprint })).toBe('accepted');
  });

  it('refuses another certificate, and none', async () => {
    const x5tS256 = `${thumbprint.slice(1)}A`;
    expect(await codeOf(contextOf(certificate), possession(), { x5tS256 })).toBe('ZT_CERTIFICATE_MISMATCH');
    expect(await codeOf(contextOf(undefined), possession(), { x5tS256 })).toBe('ZT_CERTIFICATE_MISMATCH');
  });

  it('demands both where a token is bound to both', async () => {
    const both = { jkt: key.jkt, x5tS256: thumbprint };
    expect(await codeOf(contextOf(certificate), possession(), both)).toBe('ZT_PROOF_MISSING');
    expect(await codeOf(contextWith(proof()), possession(), both)).toBe('ZT_CERTIFICATE_MISMATCH');
  });

  it('refuses a binding to nothing', async () => {
    expect(await codeOf(contextOf(certificate), possession(), {})).toBe('ZT_CERTIFICATE_MISMATCH');
  });
});

it('refuses a bound token where nothing is known of the request', async () => {
  expect(await possession().prove(undefined, principal)).toMatchObject({ code: 'ZT_PROOF_MISSING' });
});

function fail(error: Error): never {
  throw error;
}

/** The operations of a store as an object of its own, so that one of them can be replaced. */
function storeOf(store: StateStore): StateStore {
  return {
    increment: (increment) => store.increment(increment),
    setIfAbsent: (entry) => store.setIfAbsent(entry),
    set: (entry) => store.set(entry),
    get: (name) => store.get(name),
    delete: (name) => store.delete(name),
  };
}
