import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createIssuerKey, publishedJwk } from '../../testing/token-issuer-keys.js';
import type { SigningAlgorithm } from '../signing-algorithms.js';
import { importKeySet } from './key-set.js';

const ALLOWED: readonly SigningAlgorithm[] = ['RS256', 'PS256', 'ES256', 'EdDSA'];
const es256 = jwkOf('ES256');
const rs256 = jwkOf('RS256');
const ed25519 = jwkOf('EdDSA');

function jwkOf(algorithm: 'EdDSA' | 'ES256' | 'RS256'): Record<string, unknown> {
  return { ...publishedJwk(createIssuerKey(algorithm)), kid: algorithm };
}

function rsa(modulusLength: number, publicExponent = 65_537): Record<string, unknown> {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength, publicExponent });
  return { ...publicKey.export({ format: 'jwk' }), kid: 'rsa' };
}

function rejectionOf(...entries: readonly unknown[]): readonly string[] {
  const { rejectedKeys } = importKeySet(entries, ALLOWED);
  return rejectedKeys.map(({ reason }) => reason);
}

describe('importKeySet: unfit keys', () => {
  it.each<[string, unknown, string]>([
    ['a symmetric key', { kty: 'oct', k: 'c2VjcmV0', kid: 'a' }, 'is symmetric'],
    ['a private key', { ...es256, d: 'AAAA' }, 'has the private member d'],
    ['a key with one secret prime', { ...rs256, p: 'AAAA' }, 'has the private member p'],
    ['an encryption key', { ...es256, use: 'enc' }, 'use is not sig'],
    ['a use that is an array', { ...es256, use: ['sig'] }, 'use is not sig'],
    ['a key that may not verify', { ...es256, key_ops: ['sign'] }, 'key_ops does not hold verify'],
    ['key_ops that is a string', { ...es256, key_ops: 'verify' }, 'key_ops does not hold verify'],
    [
      'an alg of another key type',
      { ...es256, alg: 'RS256' },
      'kty, crv and alg fit no algorithm of the allow-list',
    ],
    [
      'an alg that is not allowed',
      { ...rs256, alg: 'RS512' },
      'kty, crv and alg fit no algorithm of the allow-list',
    ],
    [
      'a curve that is not allowed',
      { ...es256, alg: undefined, crv: 'P-384' },
      'kty, crv and alg fit no algorithm of the allow-list',
    ],
    [
      'a curve of nobody',
      { ...ed25519, crv: 'Ed448' },
      'kty, crv and alg fit no algorithm of the allow-list',
    ],
    ['an unknown key type', { kty: 'XYZ' }, 'kty, crv and alg fit no algorithm of the allow-list'],
    ['a kid that is a number', { ...es256, kid: 1 }, 'kid is not a string'],
    ['an empty kid', { ...es256, kid: '' }, 'kid is not a string'],
    ['RSA without a modulus', { ...rs256, n: undefined }, 'n is not base64url'],
    ['RSA with exponent 1', { ...rs256, e: 'AQ' }, 'has an unsafe RSA exponent'],
    ['RSA with exponent 3', { ...rs256, e: 'Aw' }, 'has an unsafe RSA exponent'],
    ['RSA with an even exponent', { ...rs256, e: 'AQAC' }, 'has an unsafe RSA exponent'],
    ['RSA with a huge exponent', { ...rs256, e: 'AQAAAAAAAAAB' }, 'has an unsafe RSA exponent'],
    ['a point that is not on the curve', { ...es256, y: es256['x'] }, 'cannot be imported'],
    ['a coordinate that is a number', { ...es256, x: 1 }, 'cannot be imported'],
    ['an Ed25519 key of three bytes', { ...ed25519, x: 'AAAA' }, 'cannot be imported'],
    ['null', null, 'is not an object'],
    ['a string', 'key', 'is not an object'],
  ])('leaves out %s', (_what, entry, reason) => {
    expect(rejectionOf(entry)).toEqual([reason]);
  });

  it('leaves out RSA keys of 1024 bits, whatever zeros stand before the modulus', () => {
    const weak = rsa(1024);
    const padded = Buffer.concat([Buffer.alloc(128), Buffer.from(String(weak['n']), 'base64url')]);
    expect(rejectionOf(weak)).toEqual(['has an RSA modulus of 1024 bits']);
    expect(rejectionOf({ ...weak, n: padded.toString('base64url') })).toEqual([
      'has an RSA modulus of 1024 bits',
    ]);
  });

  it('leaves out RSA keys so long that each verification is a burden', () => {
    const n = Buffer.alloc(2048, 0xff).toString('base64url');
    expect(rejectionOf({ ...rs256, n })).toEqual(['has an RSA modulus of 16384 bits']);
  });

  it('leaves out RSA keys of the flawed Infineon generator', () => {
    // A power of 65537 modulo a product of small primes: the form that the generator gave its keys.
    const primorial = [11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157].reduce(
      (product, prime) => product * BigInt(prime),
      1n,
    );
    const modulus = (1n << 2047n) + primorial - ((1n << 2047n) % primorial) + 65_537n ** 5n;
    const n = Buffer.from(modulus.toString(16), 'hex').toString('base64url');
    expect(rejectionOf({ ...rs256, n })).toEqual(['has an RSA modulus that can be factored (ROCA)']);
  });

  it('leaves out both keys of one kid, and serves the third', () => {
    const set = importKeySet([es256, { ...ed25519, kid: 'ES256' }, rs256], ALLOWED);
    expect(set.rejectedKeys.map(({ index, reason }) => `${index} ${reason}`)).toEqual([
      '0 shares its kid with another key',
      '1 shares its kid with another key',
    ]);
    expect(set.find({ kid: 'ES256', alg: 'ES256' })).toBeUndefined();
    expect(set.find({ kid: 'RS256', alg: 'RS256' })?.type).toBe('public');
  });
});

describe('KeySet.find', () => {
  it('accepts an RSA key of 2048 bits without alg for each RSA algorithm of the allow-list', () => {
    const set = importKeySet([rsa(2048)], ['RS256', 'PS256']);
    expect(set.find({ kid: 'rsa', alg: 'RS256' })?.asymmetricKeyType).toBe('rsa');
    expect(set.find({ kid: 'rsa', alg: 'PS256' })?.asymmetricKeyType).toBe('rsa');
    expect(set.find({ kid: 'rsa', alg: 'RS384' })).toBeUndefined();
  });

  it('never uses a key for another algorithm than its own', () => {
    const set = importKeySet([rs256], ALLOWED);
    expect(set.find({ kid: 'RS256', alg: 'PS256' })).toBeUndefined();
  });

  it('guesses the key of a token without kid only if there is one for its algorithm', () => {
    const one = importKeySet([es256, rs256], ALLOWED);
    expect(one.find({ kid: undefined, alg: 'ES256' })?.type).toBe('public');
    const two = importKeySet([es256, { ...jwkOf('ES256'), kid: 'second' }], ALLOWED);
    expect(two.find({ kid: undefined, alg: 'ES256' })).toBeUndefined();
  });

  it('does not take a key without kid for the one that a kid names', () => {
    const set = importKeySet([{ ...es256, kid: undefined }], ALLOWED);
    expect(set.find({ kid: 'ES256', alg: 'ES256' })).toBeUndefined();
  });
});

describe('KeySet.reusing', () => {
  it('keeps the key object of a key that is unchanged, so that what it verified stays verified', () => {
    const previous = importKeySet([es256, rs256], ALLOWED);
    const next = importKeySet([es256], ALLOWED).reusing(previous);
    const reference = { kid: 'ES256', alg: 'ES256' } as const;
    expect(next.find(reference)).toBe(previous.find(reference));
    expect(next.find({ kid: 'RS256', alg: 'RS256' })).toBeUndefined();
  });

  it('does not keep a key whose kid another key has taken over', () => {
    const previous = importKeySet([es256], ALLOWED);
    const next = importKeySet([jwkOf('ES256')], ALLOWED);
    const reference = { kid: 'ES256', alg: 'ES256' } as const;
    expect(next.reusing(previous).find(reference)).toBe(next.find(reference));
  });
});
