import { describe, expect, it } from 'vitest';
import { IDENTITY_DEFAULTS, resolveIdentityOptions } from './identity.options.js';
import { isSigningAlgorithm } from './signing-algorithms.js';

const issuer = 'https://auth.example.com';

describe('resolveIdentityOptions', () => {
  it('fills in safe defaults', () => {
    const resolved = resolveIdentityOptions({ issuers: [{ issuer, audience: 'api' }] });
    expect(resolved).toMatchObject({
      maxTokenLifetimeSeconds: 3600,
      clockToleranceSeconds: 60,
      keyFetchTimeoutMs: 4000,
      maxStaleKeysSeconds: 3600,
    });
    expect(resolved.issuers).toEqual([
      {
        issuer,
        audience: ['api'],
        algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'],
        subjectType: 'user',
        sharesSubjects: false,
        describesSubjects: true,
        scopes: ['*'],
        mayManage: true,
        maxTokenLifetimeSeconds: 3600,
        claims: {},
        requiresTenant: false,
      },
    ]);
  });

  it('keeps what is given, zero included', () => {
    const numbers = {
      maxTokenLifetimeSeconds: 60,
      clockToleranceSeconds: 0,
      keyFetchTimeoutMs: 500,
      maxStaleKeysSeconds: 0,
    };
    const given = {
      issuer,
      audience: ['a', 'b'],
      algorithms: ['ES384'],
      subjectType: 'service',
      sharesSubjects: true,
      describesSubjects: false,
      scopes: ['orders:*'],
      maxTokenLifetimeSeconds: 30,
      tiers: ['free'],
      defaultTier: 'free',
      tenants: ['acme'],
      jwksUri: `${issuer}/keys`,
    } as const;
    const resolved = resolveIdentityOptions({ issuers: [given], ...numbers });
    expect(resolved).toMatchObject(numbers);
    expect(resolved.issuers).toEqual([{ ...given, mayManage: true, claims: {}, requiresTenant: true }]);
  });

  it('reads a claim path as steps, and a list of names as it is', () => {
    const claims = { roles: 'realm_access.roles', plan: ['https://example.com/plan'] };
    const [resolved] = resolveIdentityOptions({ issuers: [{ issuer, audience: 'api', claims }] }).issuers;
    expect(resolved?.claims).toEqual({
      roles: ['realm_access', 'roles'],
      plan: ['https://example.com/plan'],
    });
  });
});

describe('isSigningAlgorithm', () => {
  it.each(IDENTITY_DEFAULTS.algorithms)('permits %s', (name) => {
    expect(isSigningAlgorithm(name)).toBe(true);
  });

  it.each(['HS256', 'HS384', 'HS512', 'none', 'rs256', 'toString', '', undefined, ['ES256']])(
    'does not permit %s',
    (name) => {
      expect(isSigningAlgorithm(name)).toBe(false);
    },
  );
});
