import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createVerifier } from '../testing/token-issuer-verifier.js';
import { createTokenIssuer, type TokenIssuer } from '../testing/token-issuer.js';
import type { Verdict } from './access-token-verifier.js';
import type { IssuerOptions } from './issuer.options.js';

type Claims = Readonly<Record<string, unknown>>;

let issuer: TokenIssuer;

beforeAll(async () => {
  issuer = await createTokenIssuer();
});

afterAll(() => issuer.close());

async function verify(rules: Partial<IssuerOptions>, claims: Claims): Promise<Verdict> {
  const trusted = { issuer: issuer.issuer, audience: issuer.audience, ...rules };
  return createVerifier({ issuers: [trusted] }).verify([`Bearer ${issuer.token({ claims })}`]);
}

async function claimsOf(rules: Partial<IssuerOptions>, claims: Claims): Promise<Claims> {
  const verdict = await verify(rules, claims);
  return verdict.ok ? verdict.principal.claims : {};
}

async function codeOf(rules: Partial<IssuerOptions>, claims: Claims): Promise<string> {
  const verdict = await verify(rules, claims);
  return verdict.ok ? 'accepted' : verdict.denial.code;
}

describe('the claim mapping of an issuer', () => {
  it('finds claims below others, and under names with full stops', async () => {
    const claims = { roles: 'realm_access.roles', tier: ['https://example.com/plan'] };
    const token = { realm_access: { roles: ['admin'] }, 'https://example.com/plan': 'pro' };
    expect(await claimsOf({ claims }, token)).toMatchObject({ roles: ['admin'], tier: 'pro' });
  });

  it.each<[string, Claims]>([
    ['nothing where the path leads', { roles: ['admin'] }],
    ['a list where the path goes on', { roles: ['admin'], realm_access: [{ roles: ['admin'] }] }],
    ['null where the path goes on', { roles: ['admin'], realm_access: null }],
    ['a text where the path goes on', { roles: ['admin'], realm_access: 'roles' }],
  ])('does not fall back on what the token says itself when there is %s', async (_what, token) => {
    const claims = await claimsOf({ claims: { roles: 'realm_access.roles' } }, token);
    expect(claims['sub']).toBe('alice');
    expect(claims).not.toHaveProperty('roles');
  });

  it('does not take what every object inherits for a claim', async () => {
    expect(await claimsOf({ claims: { roles: 'constructor' } }, {})).not.toHaveProperty('roles');
  });

  it('says where scopes and client are, and reads scopes that are a list', async () => {
    const claims = { scope: 'scp', client_id: 'azp' };
    const token = { scp: ['orders:read', 'orders:write'], azp: 'shop', scope: 'admin', client_id: 'mallory' };
    expect(await verify({ claims }, token)).toMatchObject({
      principal: { clientId: 'shop', scopes: new Set(['orders:read', 'orders:write']) },
    });
    expect(await codeOf({ claims }, { ...token, scp: ['orders:read', 1] })).toBe('ZT_TOKEN_INVALID');
    expect(await codeOf({ claims }, { ...token, azp: undefined })).toBe('ZT_TOKEN_INVALID');
  });

  it('leaves a frozen result', async () => {
    const claims = await claimsOf({ claims: { roles: 'a.roles' } }, { a: { roles: ['x'] } });
    expect(() => (claims['roles'] as string[]).push('admin')).toThrow(TypeError);
  });
});

describe('the tier rules of an issuer', () => {
  const rules = { tiers: ['free', 'pro'], defaultTier: 'free' };

  it('let through the tiers that it may give', async () => {
    expect(await claimsOf(rules, { tier: 'pro' })).toMatchObject({ tier: 'pro' });
  });

  it('fill in the tier of tokens that name none', async () => {
    expect(await claimsOf(rules, {})).toMatchObject({ tier: 'free' });
    expect(await claimsOf({ tiers: ['free'] }, {})).not.toHaveProperty('tier');
  });

  it('refuse a tier that it may not give: a partner cannot call its users unlimited', async () => {
    expect(await codeOf(rules, { tier: 'unlimited' })).toBe('ZT_TIER_REFUSED');
    expect(
      await codeOf({ tiers: ['pro'], claims: { tier: 'plan' } }, { plan: 'unlimited', tier: 'pro' }),
    ).toBe('ZT_TIER_REFUSED');
  });

  it.each([null, ['pro'], 1, '', { pro: true }])('refuse the tier %j', async (tier) => {
    expect(await codeOf(rules, { tier })).toBe('ZT_TOKEN_INVALID');
  });
});

describe('the tenant rules of an issuer', () => {
  const rules = { tenants: ['acme', 'globex'] };

  it('let through the tenants that it may speak for', async () => {
    expect(await claimsOf(rules, { tenant: 'acme' })).toMatchObject({ tenant: 'acme' });
    expect(await claimsOf({ requiresTenant: true }, { tenant: 'any' })).toMatchObject({ tenant: 'any' });
  });

  it('refuse another tenant, and none', async () => {
    expect(await codeOf(rules, { tenant: 'initech' })).toBe('ZT_TENANT_REFUSED');
    expect(await codeOf(rules, {})).toBe('ZT_TENANT_REFUSED');
    expect(await codeOf({ requiresTenant: true }, {})).toBe('ZT_TENANT_REFUSED');
    expect(await codeOf({ tenants: ['acme'], claims: { tenant: 'org.id' } }, { tenant: 'acme' })).toBe(
      'ZT_TENANT_REFUSED',
    );
  });

  it('may leave the tenant open', async () => {
    expect(await codeOf({ ...rules, requiresTenant: false }, { tenant: 'initech' })).toBe(
      'ZT_TENANT_REFUSED',
    );
    expect(await codeOf({ ...rules, requiresTenant: false }, {})).toBe('accepted');
  });

  it.each([null, ['acme'], 1, ''])('refuse the tenant %j', async (tenant) => {
    expect(await codeOf(rules, { tenant })).toBe('ZT_TOKEN_INVALID');
  });
});

describe('the longest life that an issuer may give', () => {
  it('is its own where it has one', async () => {
    const iat = Math.floor(Date.now() / 1000);
    expect(await codeOf({ maxTokenLifetimeSeconds: 120 }, { iat, exp: iat + 121 })).toBe('ZT_TOKEN_INVALID');
    expect(await codeOf({ maxTokenLifetimeSeconds: 7200 }, { iat, exp: iat + 7200 })).toBe('accepted');
  });
});

describe('an unknown issuer', () => {
  it('is refused with the known ones named to operators, and to nobody else', async () => {
    const verdict = await verify({}, { iss: 'https://attacker.example' });
    const denial = verdict.ok ? undefined : verdict.denial;
    expect(denial?.reason).toBe(`iss is none of the configured issuers: ${issuer.issuer}`);
    expect(JSON.stringify({ ...denial, reason: undefined })).not.toContain(issuer.issuer);
    expect(denial?.reason).not.toContain('attacker');
  });
});

describe('the scopes of an issuer', () => {
  const TOKEN: Claims = { scope: 'orders:read orders:write security:admin' };
  const OTHER = { issuer: 'https://other.example', audience: 'api', subjectType: 'other' };

  /** What counts of the scopes of a token, where there is another issuer or not. */
  async function scopesOf(scopes: readonly string[] | undefined, others: readonly IssuerOptions[]) {
    const trusted = { issuer: issuer.issuer, audience: issuer.audience, ...(scopes && { scopes }) };
    const verifier = createVerifier({ issuers: [trusted, ...others] });
    const verdict = await verifier.verify([`Bearer ${issuer.token({ claims: TOKEN })}`]);
    if (!verdict.ok) throw new Error('the token is good');
    const { claims, scopes: granted } = verdict.principal;
    expect(claims['scope']).toBe([...granted].join(' '));
    return [...granted];
  }

  it.each<[string, readonly string[] | undefined, readonly IssuerOptions[], readonly string[]]>([
    ['all, of the only issuer', undefined, [], ['orders:read', 'orders:write', 'security:admin']],
    [
      'all but those that manage everybody, of one of several',
      undefined,
      [OTHER],
      ['orders:read', 'orders:write'],
    ],
    [
      'all, of one of several that says so',
      ['*'],
      [OTHER],
      ['orders:read', 'orders:write', 'security:admin'],
    ],
    ['those that are listed', ['orders:read', 'security:admin'], [OTHER], ['orders:read', 'security:admin']],
    ['those that begin like a listed one', ['orders:*'], [], ['orders:read', 'orders:write']],
    ['none, if none is listed', ['orders'], [], []],
  ])('that count are %s', async (_which, scopes, others, expected) => {
    expect(await scopesOf(scopes, others)).toEqual(expected);
  });

  it('do not make a list of scopes good that is malformed', async () => {
    expect(await codeOf({ scopes: ['a'] }, { scope: 'a  a' })).toBe('ZT_TOKEN_INVALID');
  });
});
