import { generateKeyPairSync } from 'node:crypto';
import { decodeProtectedHeader, jwtVerify } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { outcomeOf } from '../../testing/introspecting-verifier.js';
import { introspectionWorld, type IntrospectionWorld } from '../../testing/introspection-world.js';

const SECOND = 1000;

let world: IntrospectionWorld;

beforeEach(async () => {
  world = await introspectionWorld();
});

afterEach(() => world.issuer.close());

describe('how this API authenticates itself', () => {
  it('is client_secret_basic, each part form-encoded', async () => {
    await outcomeOf(world.asking({ clientId: 'my api', clientSecret: 'a:b+c%' }), 'opaque');
    const [question] = world.issuer.introspections;
    expect(question?.headers.authorization).toBe(`Basic ${btoa('my+api:a%3Ab%2Bc%25')}`);
    expect(Object.fromEntries(question?.form ?? [])).toEqual({
      token: 'opaque',
      token_type_hint: 'access_token',
    });
  });

  it('is private_key_jwt for this issuer, each assertion short-lived and used once', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = { ...privateKey.export({ format: 'jwk' }), alg: 'ES256', kid: 'api-key' };
    const verifier = world.asking({ clientSecret: undefined, privateKey: jwk });
    await outcomeOf(verifier, 'opaque');
    await outcomeOf(verifier, 'opaque');
    const assertions = world.issuer.introspections.map(({ form }) => form.get('client_assertion') ?? '');
    const expected = {
      issuer: 'api',
      subject: 'api',
      audience: world.issuer.issuer,
      currentDate: new Date(world.clock.now()),
    };
    const [first, second] = await Promise.all(assertions.map((jwt) => jwtVerify(jwt, publicKey, expected)));
    expect(decodeProtectedHeader(assertions[0] ?? '')).toEqual({ alg: 'ES256', kid: 'api-key' });
    expect(first?.payload.exp).toBe(world.clock.now() / SECOND + 60);
    expect(first?.payload.jti).not.toBe(second?.payload.jti);
    expect(world.issuer.introspections[0]?.headers.authorization).toBeUndefined();
    expect(world.issuer.introspections[0]?.form.get('client_assertion_type')).toBe(
      'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    );
  });
});
