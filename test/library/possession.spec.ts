import { Controller, Get, Post } from '@nestjs/common';
import { NoObjectCheck, Public, Scopes, SenderConstrained } from 'nestjs-zero-trust';
import { createDpopKey, dpopProof, type DpopProofRequest } from 'nestjs-zero-trust/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problems } from './support/boot.js';
import { PLATFORMS, startGuardedApp, type GuardedApp } from './support/guarded-app.js';

@Controller('payouts')
class PayoutsController {
  @Get()
  @Scopes('payouts:read')
  list(): string[] {
    return ['payout'];
  }

  @Post()
  @Scopes('payouts:write')
  @SenderConstrained()
  create(): string {
    return 'created';
  }

  @Get('by-name/:name')
  @Scopes('payouts:read')
  @NoObjectCheck('a name is no object')
  find(): string {
    return 'found';
  }

  /** Which of two handlers is meant, only the guard knows. */
  @Get('by-name/special')
  @Scopes('payouts:read')
  special(): string {
    return 'special';
  }

  @Get('status')
  @Public('everybody')
  status(): string {
    return 'up';
  }
}

const key = createDpopKey();

describe.each(PLATFORMS)('a DPoP-bound token on %s', (platform) => {
  let app: GuardedApp;
  let token: string;

  beforeAll(async () => {
    app = await startGuardedApp({ platform, controllers: [PayoutsController] });
    token = app.issuer.token({ scope: 'payouts:read payouts:write', dpopKey: key });
  });
  afterAll(() => app[Symbol.asyncDispose]());

  function send(method: string, path: string, headers: Readonly<Record<string, string>> = {}) {
    return fetch(`${app.url}${path}`, { method, headers });
  }

  function proofFor(method: string, path: string, more: Partial<DpopProofRequest> = {}): string {
    return dpopProof({ key, method, url: `${app.url}${path}`, token, ...more });
  }

  it('opens a route with a proof, and with the same proof only once', async () => {
    const headers = { authorization: `DPoP ${token}`, dpop: proofFor('GET', '/payouts') };
    expect((await send('GET', '/payouts', headers)).status).toBe(200);
    const again = await send('GET', '/payouts', headers);
    expect(again.status).toBe(401);
    expect(await again.json()).toMatchObject({ code: 'ZT_PROOF_REPLAYED' });
    expect(again.headers.get('www-authenticate')).toBe(
      'DPoP error="invalid_dpop_proof", ' +
        'error_description="The DPoP proof has been used before. Make a new one for each request.", ' +
        `algs="ES256 EdDSA Ed25519", resource_metadata="${app.url}/.well-known/oauth-protected-resource"`,
    );
  });

  it('opens a path that two handlers could answer', async () => {
    const path = '/payouts/by-name/special';
    const headers = { authorization: `DPoP ${token}`, dpop: proofFor('GET', path) };
    expect((await send('GET', path, headers)).status).toBe(200);
  });

  it('is refused as a plain bearer token (downgrade)', async () => {
    const stolen = await send('GET', '/payouts', { authorization: `Bearer ${token}` });
    expect(stolen.status).toBe(401);
    expect(stolen.headers.get('www-authenticate')).toMatch(/^DPoP error="invalid_token", .* algs="ES256 /);
    expect(await stolen.json()).toMatchObject({ code: 'ZT_TOKEN_SCHEME_MISMATCH' });
    const dpop = proofFor('GET', '/payouts');
    expect((await send('GET', '/payouts', { authorization: `Bearer ${token}`, dpop })).status).toBe(401);
  });

  it('is refused without a proof, with one of a thief, and with one for another route', async () => {
    const authorization = `DPoP ${token}`;
    const proofs = [
      undefined,
      proofFor('GET', '/payouts', { key: createDpopKey() }),
      proofFor('POST', '/payouts'),
      proofFor('GET', '/payouts/status'),
    ];
    for (const dpop of proofs) {
      const answer = await send('GET', '/payouts', {
        authorization,
        ...(dpop === undefined ? {} : { dpop }),
      });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toMatch(/^DPoP error="invalid_/);
    }
  });

  it('is not taken with a plain token under the scheme DPoP', async () => {
    const plain = app.issuer.token({ scope: 'payouts:read' });
    const dpop = proofFor('GET', '/payouts', { token: plain });
    const answer = await send('GET', '/payouts', { authorization: `DPoP ${plain}`, dpop });
    expect(await answer.json()).toMatchObject({ status: 401, code: 'ZT_TOKEN_SCHEME_MISMATCH' });
  });

  it('is demanded by @SenderConstrained()', async () => {
    const plain = app.issuer.token({ scope: 'payouts:write' });
    const refused = await send('POST', '/payouts', { authorization: `Bearer ${plain}` });
    expect(await refused.json()).toMatchObject({ status: 401, code: 'ZT_TOKEN_NOT_BOUND' });
    expect(refused.headers.get('www-authenticate')).toMatch(/^DPoP error="invalid_token"/);
    const headers = { authorization: `DPoP ${token}`, dpop: proofFor('POST', '/payouts') };
    expect((await send('POST', '/payouts', headers)).status).toBe(201);
  });

  it('is told of a missing scope under its own scheme', async () => {
    const narrow = app.issuer.token({ scope: 'other', dpopKey: key });
    const dpop = proofFor('GET', '/payouts', { token: narrow });
    const answer = await send('GET', '/payouts', { authorization: `DPoP ${narrow}`, dpop });
    expect(answer.status).toBe(403);
    expect(answer.headers.get('www-authenticate')).toMatch(
      /^DPoP error="insufficient_scope", scope="payouts:read", algs="ES256/,
    );
  });
});

describe.each(PLATFORMS)('the option identity.senderConstrained on %s', (platform) => {
  it('demands a bound token everywhere but on public routes', async () => {
    const issuers = [{ issuer: 'https://auth.example.com', audience: 'https://api.example.com' }];
    await using app = await startGuardedApp({ platform, controllers: [PayoutsController] });
    await using strict = await startGuardedApp({
      platform,
      controllers: [PayoutsController],
      options: {
        identity: {
          issuers: [
            ...issuers,
            { issuer: app.issuer.issuer, audience: app.issuer.audience, subjectType: 'member' },
          ],
          senderConstrained: true,
        },
      },
    });
    const authorization = `Bearer ${app.issuer.token({ scope: 'payouts:read' })}`;
    const answer = await fetch(`${strict.url}/payouts`, { headers: { authorization } });
    expect(await answer.json()).toMatchObject({ status: 401, code: 'ZT_TOKEN_NOT_BOUND' });
    expect((await fetch(`${app.url}/payouts`, { headers: { authorization } })).status).toBe(200);
    expect((await fetch(`${strict.url}/payouts/status`)).status).toBe(200);
  });
});

describe.each(PLATFORMS)('a certificate-bound token on %s', (platform) => {
  it('is refused where no certificate was shown', async () => {
    await using app = await startGuardedApp({ platform, controllers: [PayoutsController] });
    const cnf = { 'x5t#S256': 'bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dgA' };
    const answer = await app.request('GET', '/payouts', {
      as: 'alice',
      scope: 'payouts:read',
      claims: { cnf },
    });
    expect(await answer.json()).toMatchObject({ status: 401, code: 'ZT_CERTIFICATE_MISMATCH' });
  });
});

describe.each(PLATFORMS)('the URL of a proof on %s', (platform) => {
  it('is that of publicOrigin, whatever Host says', async () => {
    const publicOrigin = 'https://api.example.com';
    await using app = await startGuardedApp({
      platform,
      controllers: [PayoutsController],
      options: { publicOrigin },
    });
    const token = app.issuer.token({ scope: 'payouts:read', dpopKey: key });
    const withProofFor = (origin: string) => ({
      authorization: `DPoP ${token}`,
      dpop: dpopProof({ key, method: 'GET', url: `${origin}/payouts`, token }),
    });
    const good = await fetch(`${app.url}/payouts`, { headers: withProofFor(publicOrigin) });
    expect(good.status).toBe(200);
    const own = await fetch(`${app.url}/payouts`, { headers: withProofFor(app.url) });
    expect(await own.json()).toMatchObject({ code: 'ZT_PROOF_INVALID' });
    expect(own.headers.get('www-authenticate')).toContain(`resource_metadata="${publicOrigin}/.well-known/`);
  });

  it('is not taken from X-Forwarded-Host of somebody who is no trusted proxy', async () => {
    await using app = await startGuardedApp({ platform, controllers: [PayoutsController] });
    const token = app.issuer.token({ scope: 'payouts:read', dpopKey: key });
    const dpop = dpopProof({ key, method: 'GET', url: 'https://other.example/payouts', token });
    const headers = { authorization: `DPoP ${token}`, dpop };
    const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'other.example' };
    const answer = await fetch(`${app.url}/payouts`, { headers: { ...headers, ...forwarded } });
    expect(await answer.json()).toMatchObject({ status: 401, code: 'ZT_PROOF_INVALID' });
  });
});

describe.each(PLATFORMS)('a nonce on %s', (platform) => {
  it('is asked for, and then accepted', async () => {
    await using issuerOf = await startGuardedApp({ platform, controllers: [PayoutsController] });
    const { issuer, audience } = issuerOf.issuer;
    const identity = { issuers: [{ issuer, audience }], dpop: { requireNonce: true } };
    await using app = await startGuardedApp({
      platform,
      controllers: [PayoutsController],
      options: { identity },
    });
    const token = issuerOf.issuer.token({ scope: 'payouts:read', dpopKey: key });
    const ask = (nonce?: string) =>
      fetch(`${app.url}/payouts`, {
        headers: {
          authorization: `DPoP ${token}`,
          dpop: dpopProof({ key, method: 'GET', url: `${app.url}/payouts`, token, nonce }),
        },
      });
    const first = await ask();
    expect(first.status).toBe(401);
    expect(first.headers.get('www-authenticate')).toMatch(/^DPoP error="use_dpop_nonce"/);
    expect((await ask(first.headers.get('dpop-nonce') ?? '')).status).toBe(200);
  });
});

describe('the boot', () => {
  it('refuses a public route that is sender-constrained', async () => {
    @Controller('odd')
    class OddController {
      @Get() @Public('everybody') @SenderConstrained() odd(): string {
        return 'odd';
      }
    }
    expect(await problems({ controllers: [OddController] })).toEqual([
      'OddController.odd (GET /odd): is @Public and @SenderConstrained at once',
    ]);
  });
});
