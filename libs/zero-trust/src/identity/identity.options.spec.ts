import { describe, expect, it } from 'vitest';
import { IDENTITY_DEFAULTS, resolveIdentityOptions } from './identity.options.js';
import { isSigningAlgorithm } from './signing-algorithms.js';

const issuer = 'https://auth.example.com';

describe('resolveIdentityOptions', () => {
  it('fills in safe defaults', () => {
    expect(resolveIdentityOptions({ issuers: [{ issuer, audience: 'api' }] })).toEqual({
      issuers: [
        { issuer, audience: ['api'], algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'], subjectType: 'user' },
      ],
      maxTokenLifetimeSeconds: 3600,
      clockToleranceSeconds: 60,
    });
  });

  it('keeps what is given, zero included', () => {
    const given = { issuer, audience: ['a', 'b'], algorithms: ['ES384'], subjectType: 'service' } as const;
    expect(
      resolveIdentityOptions({ issuers: [given], maxTokenLifetimeSeconds: 60, clockToleranceSeconds: 0 }),
    ).toEqual({ issuers: [given], maxTokenLifetimeSeconds: 60, clockToleranceSeconds: 0 });
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
