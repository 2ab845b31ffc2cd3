import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { Controller, Get, Module, Req, UseGuards, type INestApplication } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { Test } from '@nestjs/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CurrentPrincipal,
  Public,
  Scopes,
  Standing,
  ZeroTrustModule,
  type AuditSink,
  type Principal,
} from '../../index.js';
import { badCredentials } from '../../testing/bad-tokens.js';
import { createDpopKey, dpopProof } from '../../testing/dpop-proof.js';
import { createTokenIssuer, type TokenIssuer } from '../../testing/token-issuer.js';
import { ZeroTrustPassportModule } from './index.js';

const forgetful: AuditSink = {
  write: () => undefined,
  fault: () => undefined,
  flush: () => Promise.resolve(),
  close: () => Promise.resolve(),
};

@Controller()
class WhoAmIController {
  @Get('guarded')
  @Scopes('orders:read')
  guarded(@CurrentPrincipal() principal: Principal) {
    return { key: principal.key };
  }

  @Get('passport')
  @Public('Passport decides here')
  @UseGuards(AuthGuard('zero-trust'))
  passport(
    @Req() { user }: { readonly user: Principal },
    @CurrentPrincipal() principal: Principal | undefined,
  ) {
    return { key: user.key, principal: principal?.key };
  }
}

interface Answer {
  readonly status: number | undefined;
  readonly challenge: string | undefined;
  readonly body: { readonly code?: string; readonly key?: string; readonly principal?: string };
}

let issuer: TokenIssuer;
let down: TokenIssuer;
let app: INestApplication;

beforeAll(async () => {
  issuer = await createTokenIssuer();
  down = await createTokenIssuer();
  down.break();
  const issuers = [
    { issuer: issuer.issuer, audience: issuer.audience },
    { issuer: down.issuer, audience: down.audience, subjectType: 'partner' },
  ];
  const zeroTrust = ZeroTrustModule.forRoot({
    identity: { issuers },
    audit: { sink: forgetful },
    fields: { undeclared: 'pass' },
  });

  @Module({ imports: [zeroTrust, ZeroTrustPassportModule], controllers: [WhoAmIController] })
  class AppModule {}

  const testing = await Test.createTestingModule({ imports: [AppModule] }).compile();
  app = testing.createNestApplication();
  await app.listen(0, '127.0.0.1');
});

afterAll(async () => {
  await app.close();
  await Promise.all([issuer.close(), down.close()]);
});

/** Sends exactly these header lines; `fetch` would join two of a name. */
async function get(path: string, authorization: readonly string[]): Promise<Answer> {
  const url = new URL(path, await app.getUrl());
  const host = ['host', url.host, 'connection', 'close'];
  const headers = [...host, ...authorization.flatMap((value) => ['Authorization', value])];
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  request(url, { headers }, (response) => {
    const { statusCode: status, headers: answered } = response;
    text(response)
      .then((body) => resolve({ status, challenge: answered['www-authenticate'], body: JSON.parse(body) }))
      .catch(reject);
  })
    .once('error', reject)
    .end();
  return promise;
}

describe("AuthGuard('zero-trust') and the guard", () => {
  it('refuse every bad credential with the same status, code and challenge', async () => {
    for (const { name, authorization, code } of badCredentials(issuer, { scope: 'orders:read' })) {
      const guarded = await get('/guarded', authorization);
      const passport = await get('/passport', authorization);
      const { challenge } = guarded;
      const expected = { name, status: 401, code, challenge };
      expect({ name, status: guarded.status, code: guarded.body.code, challenge }).toEqual(expected);
      expect({
        name,
        status: passport.status,
        code: passport.body.code,
        challenge: passport.challenge,
      }).toEqual(expected);
      expect(challenge).toMatch(/^(?:Bearer|DPoP) /u);
    }
  });

  it('accept the same good token and see the same principal', async () => {
    const authorization = [`Bearer ${issuer.token({ sub: 'bob', scope: 'orders:read' })}`];
    const key = `${issuer.issuer}\nbob`;
    expect(await get('/guarded', authorization)).toMatchObject({ status: 200, body: { key } });
    expect(await get('/passport', authorization)).toMatchObject({ status: 200, body: { key } });
  });

  it('both demand a proof for a bound token, and take it once', async () => {
    const dpopKey = createDpopKey();
    const token = issuer.token({ sub: 'bob', scope: 'orders:read', dpopKey });
    for (const path of ['/guarded', '/passport']) {
      const url = `${await app.getUrl()}${path}`;
      const dpop = dpopProof({ key: dpopKey, method: 'GET', url, token });
      const ask = async (proof: Readonly<Record<string, string>>): Promise<number> =>
        (await fetch(url, { headers: { authorization: `DPoP ${token}`, ...proof } })).status;
      expect([await ask({}), await ask({ dpop }), await ask({ dpop })]).toEqual([401, 200, 401]);
    }
  });

  it('refuse a revoked token and a locked caller alike', async () => {
    const standing = app.get(Standing);
    await standing.revokeToken({ issuer: issuer.issuer, tokenId: 'stolen' });
    await standing.lock({ issuer: issuer.issuer, subject: 'mallory' });
    const stolen = issuer.token({ sub: 'bob', scope: 'orders:read', claims: { jti: 'stolen' } });
    const locked = issuer.token({ sub: 'mallory', scope: 'orders:read' });
    for (const path of ['/guarded', '/passport']) {
      expect(await get(path, [`Bearer ${stolen}`])).toMatchObject({
        status: 401,
        body: { code: 'ZT_TOKEN_REVOKED' },
      });
      expect(await get(path, [`Bearer ${locked}`])).toMatchObject({
        status: 403,
        body: { code: 'ZT_SUBJECT_LOCKED' },
      });
    }
  });

  it('both answer 503 while the keys of the issuer cannot be had', async () => {
    const authorization = [`Bearer ${down.token()}`];
    for (const path of ['/guarded', '/passport']) {
      expect(await get(path, authorization)).toMatchObject({
        status: 503,
        body: { code: 'ZT_DEPENDENCY_UNAVAILABLE' },
      });
    }
  });
});

describe('@CurrentPrincipal()', () => {
  it('is undefined on a public route, whatever token is sent', async () => {
    const { body } = await get('/passport', [`Bearer ${issuer.token()}`]);
    expect(body).not.toHaveProperty('principal');
  });
});
