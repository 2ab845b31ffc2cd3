import { generateKeyPairSync } from 'node:crypto';
import { decodeProtectedHeader, jwtVerify } from 'jose';
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

describe('how this API authenticates itself', () => {
  it('is client_secret_basic, each part form-encoded', async () => {
    await outcomeOf(asking({ clientId: 'my api', clientSecret: 'a:b+c%' }), 'opaque');
    const [question] = issuer.introspections;
    expect(question?.headers.authorization).toBe(`Basic ${btoa('my+api:a%3Ab%2Bc%25')}`);
    expect(Object.fromEntries(question?.form ?? [])).toEqual({
      token: 'opaque',
      token_type_hint: 'access_token',
    });
  });

  it('is private_key_jwt for this issuer, each assertion short-lived and used once', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = { ...privateKey.export({ format: 'jwk' }), alg: 'ES256', kid: 'api-key' };
    const verifier = asking({ clientSecret: undefined, privateKey: jwk });
    await outcomeOf(verifier, 'opaque');
    await outcomeOf(verifier, 'opaque');
    const assertions = issuer.introspections.map(({ form }) => form.get('client_assertion') ?? '');
    const expected = { issuer: 'api', subject: 'api', audience: issuer.issuer, currentDate: new Date(now) };
    const [first, second] = await Promise.all(assertions.map((jwt) => jwtVerify(jwt, publicKey, expected)));
    expect(decodeProtectedHeader(assertions[0] ?? '')).toEqual({ alg: 'ES256', kid: 'api-key' });
    expect(first?.payload.exp).toBe(now / SECOND + 60);
    expect(first?.payload.jti).not.toBe(second?.payload.jti);
    expect(issuer.introspections[0]?.headers.authorization).toBeUndefined();
    expect(issuer.introspections[0]?.form.get('client_assertion_type')).toBe(
      'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    );
  });
});
