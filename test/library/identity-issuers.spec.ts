import { Controller, Get } from '@nestjs/common';
import { CurrentPrincipal, Scopes, type IssuerOptions, type Principal } from 'nestjs-zero-trust';
import { createTokenIssuer, type TokenIssuer, type TokenRequest } from 'nestjs-zero-trust/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PLATFORMS, startGuardedApp, type GuardedApp, type Platform } from './support/guarded-app.js';

@Controller('me')
class ProfileController {
  @Get()
  @Scopes('profile:read')
  me(@CurrentPrincipal() { key, graphSubject, claims }: Principal): object {
    return { key, graphSubject, roles: claims['roles'], tier: claims['tier'] };
  }
}

let own: TokenIssuer;
let partner: TokenIssuer;

beforeEach(async () => {
  own = await createTokenIssuer();
  partner = await createTokenIssuer({ audience: 'https://partners.test.example' });
});

afterEach(async () => {
  await own.close();
  await partner.close();
});

function trust(issuer: TokenIssuer, rules: Partial<IssuerOptions> = {}): IssuerOptions {
  return { issuer: issuer.issuer, audience: issuer.audience, ...rules };
}

function start(
  platform: Platform,
  issuers: readonly IssuerOptions[],
  management = false,
): Promise<GuardedApp> {
  const limits = { tiers: { free: 2, pro: 100 } };
  return startGuardedApp({
    platform,
    controllers: [ProfileController],
    options: { identity: { issuers }, limits, management },
  });
}

function ask({ url }: GuardedApp, credential: string): Promise<Response> {
  return fetch(`${url}/me`, { headers: { authorization: `Bearer ${credential}` } });
}

async function codeOf(response: Response): Promise<unknown> {
  return ((await response.json()) as { code: unknown }).code;
}

function token(issuer: TokenIssuer, request: TokenRequest = {}): string {
  return issuer.token({ scope: 'profile:read', ...request });
}

describe.each(PLATFORMS)('several issuers on %s', (platform) => {
  it('each say in their own words what the application reads in one', async () => {
    await using app = await start(platform, [
      trust(own, { claims: { tier: 'plan' } }),
      trust(partner, { subjectType: 'partner', claims: { roles: 'realm_access.roles' } }),
    ]);
    const alice = await ask(app, token(own, { claims: { plan: 'pro', roles: ['clerk'] } }));
    expect(await alice.json()).toEqual({
      key: `${own.issuer}\nalice`,
      graphSubject: 'user:alice',
      roles: ['clerk'],
      tier: 'pro',
    });
    const namesake = await ask(
      app,
      token(partner, { claims: { roles: ['admin'], realm_access: { roles: ['guest'] } } }),
    );
    expect(await namesake.json()).toEqual({
      key: `${partner.issuer}\nalice`,
      graphSubject: 'partner:alice',
      roles: ['guest'],
    });
  });

  it('have their subjects limited apart, even where they share them', async () => {
    const rules = { sharesSubjects: true, defaultTier: 'free', tiers: ['free'] };
    await using app = await start(platform, [trust(own, rules), trust(partner, rules)]);
    const statuses: number[] = [];
    for (const issuer of [own, own, own, partner]) statuses.push((await ask(app, token(issuer))).status);
    expect(statuses).toEqual([200, 200, 429, 200]);
  });

  it('cannot lift their own users into a tier, or speak for a tenant, that they were not given', async () => {
    await using app = await start(platform, [
      trust(own),
      trust(partner, { subjectType: 'partner', tiers: ['free'], tenants: ['partners'] }),
    ]);
    const tier = await ask(app, token(partner, { claims: { tier: 'pro', tenant: 'partners' } }));
    expect([tier.status, await codeOf(tier)]).toEqual([401, 'ZT_TIER_REFUSED']);
    const tenant = await ask(app, token(partner, { claims: { tier: 'free', tenant: 'acme' } }));
    expect([tenant.status, await codeOf(tenant)]).toEqual([401, 'ZT_TENANT_REFUSED']);
    expect(tenant.headers.get('www-authenticate')).toContain('error="invalid_token"');
  });

  it('are named in the record of a token from another one, which nobody is asked about', async () => {
    await using stranger = await createTokenIssuer();
    await using app = await start(platform, [trust(own), trust(partner, { subjectType: 'partner' })]);
    // The start asks every issuer that is trusted whether its keys can be had.
    const atStart = { introspection: 0, jwks: 1, metadata: 1 };
    await vi.waitFor(() => expect([own.fetches, partner.fetches]).toEqual([atStart, atStart]));
    const response = await ask(app, token(stranger, { claims: { aud: own.audience } }));
    const answer = await response.text();
    expect(response.status).toBe(401);
    expect(answer).not.toContain(partner.issuer);
    const [record] = await app.recorded(1);
    expect(JSON.stringify(record)).toContain(
      `iss is none of the configured issuers: ${own.issuer}, ${partner.issuer}`,
    );
    expect([own.fetches, partner.fetches]).toEqual([atStart, atStart]);
    expect(stranger.fetches).toEqual({ introspection: 0, jwks: 0, metadata: 0 });
  });
});

describe.each(PLATFORMS)('an issuer that is asked about its tokens, on %s', (platform) => {
  function asked(rules: object = {}): IssuerOptions {
    const endpoint = own.introspectionEndpoint;
    const introspection = {
      endpoint,
      clientId: 'api',
      clientSecret: 'secret',
      tokens: 'all',
      ...rules,
    } as const;
    return trust(own, { introspection });
  }

  it('opens a route to an opaque token that has the scope, and to no other', async () => {
    await using app = await start(platform, [asked(), trust(partner, { subjectType: 'partner' })]);
    expect((await ask(app, own.opaqueToken({ scope: 'profile:read' }))).status).toBe(200);
    expect((await ask(app, own.opaqueToken({ scope: 'orders:read' }))).status).toBe(403);
    expect((await ask(app, 'b7f3c9')).status).toBe(401);
  });

  it('is asked once for a request', async () => {
    await using app = await start(platform, [asked()]);
    await ask(app, own.opaqueToken({ scope: 'profile:read' }));
    expect(own.introspections).toHaveLength(1);
  });

  it('takes back a JWT at once, and an opaque token', async () => {
    await using app = await start(platform, [asked()]);
    for (const revocable of [token(own), own.opaqueToken({ scope: 'profile:read' })]) {
      expect((await ask(app, revocable)).status).toBe(200);
      own.revoke(revocable);
      const refused = await ask(app, revocable);
      expect([refused.status, await codeOf(refused)]).toEqual([401, 'ZT_TOKEN_INVALID']);
    }
  });

  it('denies with 503 and Retry-After while it is down, and nothing is let through', async () => {
    await using app = await start(platform, [asked({ timeoutMs: 500 })]);
    await ask(app, token(own));
    for (const trouble of [() => own.break(), () => own.hang()]) {
      trouble();
      const responses = await Promise.all(
        [token(own), own.opaqueToken({ scope: 'profile:read' })].map((good) => ask(app, good)),
      );
      expect(responses.map(({ status }) => status)).toEqual([503, 503]);
      expect(responses[0]?.headers.get('retry-after')).toBe('5');
    }
  });

  it('do not manage the subjects of each other, unless it is said which one may', async () => {
    const partnerRules = trust(partner, { subjectType: 'partner' });
    await using app = await start(platform, [trust(own, { scopes: ['*'] }), partnerRules], true);
    const lock = async (officer: TokenIssuer): Promise<number> => {
      const authorization = `Bearer ${officer.token({ sub: 'officer', scope: 'security:admin' })}`;
      const headers = { authorization, 'content-type': 'application/json' };
      const body = JSON.stringify({ issuer: own.issuer, subject: 'alice' });
      return (await fetch(`${app.url}/zero-trust/subjects/locks`, { method: 'POST', headers, body })).status;
    };
    expect(await lock(partner)).toBe(403);
    expect((await ask(app, token(own))).status).toBe(200);
    expect(await lock(own)).toBe(200);
    expect((await ask(app, token(own))).status).toBe(403);
  });

  it('grant no scope that is not theirs to grant', async () => {
    await using app = await start(platform, [
      trust(own, { scopes: ['profile:*'] }),
      trust(partner, { subjectType: 'partner', scopes: ['orders:*'] }),
    ]);
    expect((await ask(app, token(own))).status).toBe(200);
    const refused = await ask(app, token(partner));
    expect([refused.status, await codeOf(refused)]).toEqual([403, 'ZT_SCOPE_MISSING']);
  });
});
