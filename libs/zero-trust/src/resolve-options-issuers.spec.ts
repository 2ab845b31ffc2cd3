import { describe, expect, it } from 'vitest';
import { memoryAuditSink } from './audit/memory-audit-sink.js';
import { BootError, type Finding } from './kernel/errors.js';
import { resolveOptions } from './resolve-options.js';
import { createIssuerKey, publishedJwk } from './testing/token-issuer-keys.js';

const ISSUER = { issuer: 'https://auth.example.com', audience: 'https://api.example.com' };

function findingsOf(options: object): readonly Finding[] {
  try {
    // The default sink would open a file.
    resolveOptions({ audit: { sink: memoryAuditSink() }, ...options });
    return [];
  } catch (error) {
    if (error instanceof BootError && error.code === 'ZT_OPTIONS_INVALID') return error.findings;
    throw error;
  }
}

function wheres(options: object): readonly string[] {
  return findingsOf(options).map(({ where }) => where);
}

describe('the issuers that resolveOptions accepts', () => {
  it.each([
    'http://auth.example.com',
    'https://auth.example.com?tenant=1',
    'https://auth.example.com#part',
    'https://user:secret@auth.example.com',
    'https:/auth.example.com',
    'ftp://auth.example.com',
    'http://localhost.example.com',
    ' https://auth.example.com',
    '',
  ])('refuses %j as an issuer', (issuer) => {
    expect(wheres({ identity: { issuers: [{ ...ISSUER, issuer }] } })).toEqual([
      'options.identity.issuers[0].issuer',
    ]);
  });

  it.each([
    'http://localhost:4000',
    'http://127.0.0.1:4000',
    'http://[::1]:4000',
    'https://auth.example.com/tenant/1',
  ])('accepts %j as an issuer', (issuer) => {
    expect(wheres({ identity: { issuers: [{ ...ISSUER, issuer }] } })).toEqual([]);
  });

  it('refuses management that nobody could use, as none of several issuers may grant its scopes', () => {
    const other = { ...ISSUER, issuer: 'https://other.example.com', subjectType: 'partner' };
    const managed = (...issuers: readonly object[]) => wheres({ management: true, identity: { issuers } });
    expect(managed(ISSUER, other)).toEqual(['options.management']);
    expect(managed({ ...ISSUER, scopes: ['orders:*'] }, other)).toEqual(['options.management']);
    for (const scopes of [['*'], ['sec*'], ['security:admin']])
      expect(managed({ ...ISSUER, scopes }, other)).toEqual([]);
    expect(managed(ISSUER)).toEqual([]);
  });

  it('refuses two issuers that share subjects, also by default, so that none can pose as the other', () => {
    const other = { ...ISSUER, issuer: 'https://other.example.com' };
    const shared = { identity: { issuers: [ISSUER, { ...other, subjectType: 'user' }] } };
    expect(findingsOf(shared)[0]).toMatchObject({
      where: 'options.identity.issuers',
      problem:
        'has two alike: https://auth.example.com and https://other.example.com both have the subjectType user',
    });
    expect(wheres({ identity: { issuers: [ISSUER, other] } })).toEqual(['options.identity.issuers']);
    expect(wheres({ identity: { issuers: [ISSUER, { ...other, subjectType: 'partner' }] } })).toEqual([]);
  });

  it('accepts two issuers that share subjects only if each of them says so', () => {
    const one = { ...ISSUER, sharesSubjects: true };
    const other = { ...one, issuer: 'https://other.example.com' };
    expect(wheres({ identity: { issuers: [one, other] } })).toEqual([]);
    expect(wheres({ identity: { issuers: [one, { ...other, sharesSubjects: false }] } })).toEqual([
      'options.identity.issuers',
    ]);
    const third = { ...ISSUER, issuer: 'https://third.example.com' };
    expect(wheres({ identity: { issuers: [one, other, third] } })).toEqual(['options.identity.issuers']);
  });

  it('refuses one issuer named twice', () => {
    const again = { ...ISSUER, subjectType: 'partner' };
    expect(wheres({ identity: { issuers: [ISSUER, again] } })).toEqual(['options.identity.issuers']);
  });
});

describe('the options of one issuer', () => {
  const jwk = publishedJwk(createIssuerKey('ES256'));
  const introspection = {
    endpoint: 'https://auth.example.com/introspect',
    clientId: 'api',
    clientSecret: 'secret',
  };
  const privateKey = { ...createIssuerKey('ES256').privateKey.export({ format: 'jwk' }), alg: 'ES256' };

  function problems(options: object): readonly string[] {
    const limits = { tiers: { free: 100, pro: 1_000 } };
    const all = { identity: { issuers: [{ ...ISSUER, ...options }] }, limits };
    return findingsOf(all).map(({ where, problem }) =>
      `${where.replace('options.identity.issuers[0]', '')} ${problem}`.trim(),
    );
  }

  it.each([
    { jwksUri: 'https://keys.example.com/jwks' },
    { jwks: { keys: [jwk] } },
    { jwksFile: 'keys/jwks.json' },
    { claims: { roles: 'realm_access.roles', tier: ['https://example.com/tier'], scope: 'scp' } },
    { tiers: ['free', 'pro'], defaultTier: 'free' },
    { introspection },
    { introspection: { ...introspection, clientSecret: undefined, privateKey, tokens: 'all' } },
  ])('may be %j', (options) => {
    expect(problems(options)).toEqual([]);
  });

  it.each<[object, string]>([
    [{ jwksUri: 'https://auth.example.com/jwks', jwks: { keys: [jwk] } }, 'has jwksUri and jwks'],
    [{ jwks: { keys: [jwk] }, jwksFile: 'jwks.json' }, 'has jwks and jwksFile'],
    [{ jwksUri: 'http://auth.example.com/jwks' }, '.jwksUri is malformed'],
    [{ jwksUri: 'http://127.0.0.1/jwks' }, '.jwksUri is a loopback address of a public issuer'],
    [
      { introspection: { ...introspection, endpoint: 'http://auth.example.com' } },
      '.introspection.endpoint is malformed',
    ],
    [{ jwks: { keys: [] } }, '.jwks.keys is not what is expected'],
    [
      { jwks: { keys: [jwk, { kty: 'oct', k: 'c2VjcmV0' }] } },
      '.jwks holds a key that must not be used: key 1 is symmetric',
    ],
    [
      { jwks: { keys: [privateKey] } },
      '.jwks holds a key that must not be used: key 0 has the private member d',
    ],
    [{ claims: { sub: 'oid' } }, '.claims.sub cannot be mapped'],
    [{ claims: { cnf: 'binding' } }, '.claims.cnf cannot be mapped'],
    [{ claims: { roles: '' } }, '.claims.roles is not what is expected'],
    [{ claims: { roles: 'realm..roles' } }, '.claims.roles has a step without a name'],
    [{ tiers: ['pro'], defaultTier: 'free' }, ".defaultTier is none of the issuer's tiers"],
    [
      { introspection: { ...introspection, clientSecret: undefined } },
      '.introspection has not exactly one of clientSecret and privateKey',
    ],
    [
      { introspection: { ...introspection, privateKey } },
      '.introspection has not exactly one of clientSecret and privateKey',
    ],
    [
      { introspection: { ...introspection, clientSecret: undefined, privateKey: jwk } },
      '.introspection.privateKey is no private key',
    ],
    [
      {
        introspection: {
          ...introspection,
          clientSecret: undefined,
          privateKey: { ...privateKey, alg: undefined },
        },
      },
      '.introspection.privateKey is no private key',
    ],
    [
      { introspection: { ...introspection, timeoutMs: 499 } },
      '.introspection.timeoutMs is not what is expected',
    ],
    [
      { introspection: { ...introspection, tokens: 'some' } },
      '.introspection.tokens is not an allowed value',
    ],
  ])('may not be %j', (options, problem) => {
    expect(problems(options)).toEqual([problem]);
  });

  it('names the two issuers that both take opaque tokens', () => {
    const other = { ...ISSUER, issuer: 'https://other.example.com', subjectType: 'partner' };
    const issuers = (tokens: string) => [
      { ...ISSUER, introspection },
      { ...other, introspection: { ...introspection, tokens } },
    ];
    expect(findingsOf({ identity: { issuers: issuers('all') } })[0]).toMatchObject({
      problem:
        'has two issuers that take opaque tokens: https://auth.example.com and https://other.example.com',
    });
    expect(wheres({ identity: { issuers: issuers('jwt') } })).toEqual([]);
  });

  it.each([
    ['keyFetchTimeoutMs', 499],
    ['keyFetchTimeoutMs', 5_001],
    ['maxStaleKeysSeconds', -1],
  ])('refuse %s of %i', (name, value) => {
    expect(wheres({ identity: { issuers: [ISSUER], [name]: value } })).toEqual([`options.identity.${name}`]);
  });
});

describe('options of issuers that depend on others', () => {
  const withTiers = (rules: object, limits?: object) =>
    findingsOf({ identity: { issuers: [{ ...ISSUER, ...rules }] }, limits });

  it('refuses a tier that has no limit, because whoever has it would get that of another', () => {
    const limits = { tiers: { free: 100, pro: 1_000 } };
    expect(withTiers({ tiers: ['free', 'pro'], defaultTier: 'free' }, limits)).toEqual([]);
    expect(withTiers({ tiers: ['free', 'gold'] }, limits)).toEqual([
      {
        where: 'options.identity.issuers[0]',
        problem: 'names the tier gold, which has no limit',
        remedy: "Add it to 'limits.tiers', or correct its name.",
      },
    ]);
    expect(withTiers({ tiers: ['constructor'] }, limits)).toHaveLength(1);
    expect(withTiers({ defaultTier: 'gold' }, limits)).toHaveLength(1);
    expect(withTiers({ defaultTier: 'default' })).toEqual([]);
    expect(withTiers({ defaultTier: 'free' })).toHaveLength(1);
  });

  it('refuses a header with certificates that no proxy would be believed about', () => {
    const certificates = { caFiles: ['ca.pem'], forwardedHeader: 'client-cert' };
    const options = { identity: { issuers: [ISSUER], certificates } };
    const where = ['options.identity.certificates.forwardedHeader'];
    expect(wheres(options)).toEqual(where);
    expect(wheres({ ...options, trustedProxies: [] })).toEqual(where);
    expect(wheres({ ...options, trustedProxies: ['10.0.0.0/8'] })).toEqual([]);
  });
});
