import { Controller, Get, Module, Req, UseGuards } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { Public, Scopes, Standing, ZeroTrustGuard, type Principal } from 'nestjs-zero-trust';
import { ZeroTrustPassportModule } from 'nestjs-zero-trust/passport';
import { createDpopKey, createTokenIssuer, dpopProof } from 'nestjs-zero-trust/testing';
import { describe, expect, it } from 'vitest';
import { PLATFORMS, startGuardedApp, type Platform } from './support/guarded-app.js';
import { BILLING_GRANT, SHIPPING, startMtlsApp } from './support/mtls-app.js';

@Controller('whoami')
class WhoAmIController {
  @Get('guarded') @Scopes('orders:read') guarded(): string {
    return BILLING_GRANT.subject;
  }
  @Get('passport')
  @Public('Passport decides here')
  @UseGuards(AuthGuard('zero-trust'))
  passport(@Req() { user }: { readonly user: Principal }): string {
    return user.subject;
  }
}

/** Passport is asked first here, then our own guard. */
@Controller('both')
class BothController {
  @Get() @Scopes('orders:read') @UseGuards(AuthGuard('zero-trust'), ZeroTrustGuard) both(): string {
    return 'both';
  }
}

const WAYS = ['/whoami/guarded', '/whoami/passport'] as const;

/** The strategy belongs to the application's own modules. */
@Module({ imports: [ZeroTrustPassportModule], controllers: [WhoAmIController] })
class PassportAppModule {}

@Module({ imports: [ZeroTrustPassportModule], controllers: [BothController] })
class HandBoundModule {}

const start = (platform: Platform) =>
  startMtlsApp({ platform, controllers: [], imports: [PassportAppModule] });

describe.each(PLATFORMS)("AuthGuard('zero-trust') on %s", (platform) => {
  it('judges a caller by its certificate exactly as the guard does', async () => {
    await using mtls = await start(platform);
    const shipping = await mtls.authority.issue({ uris: [SHIPPING] });
    for (const path of WAYS) {
      expect(await mtls.client(mtls.billing).call(path)).toMatchObject({ status: 200, body: 'billing' });
      expect(await mtls.client(shipping).code(path)).toBe('401 ZT_SERVICE_UNKNOWN');
    }
    const target = { issuer: 'spiffe://example.org', subject: BILLING_GRANT.subject };
    await mtls.app.app.get(Standing).lock(target);
    for (const path of WAYS) expect(await mtls.client(mtls.billing).code(path)).toBe('403 ZT_SUBJECT_LOCKED');
  });

  it('refuses a certificate that was revoked during the connection, whatever the token', async () => {
    await using mtls = await start(platform);
    using connection = mtls.client(mtls.billing).keepingAlive();
    const headers = { authorization: `Bearer ${mtls.app.issuer.token({ scope: 'orders:read' })}` };
    expect(await connection.call('/whoami/passport', { headers })).toMatchObject({ status: 200 });
    await mtls.replace('crl.pem', await mtls.authority.revocationList([mtls.billing]));
    expect(await connection.code('/whoami/passport', { headers })).toBe('401 ZT_CERTIFICATE_INVALID');
  });

  it('demands a bound token where identity.senderConstrained does', async () => {
    await using issuer = await createTokenIssuer();
    const issuers = [{ issuer: issuer.issuer, audience: issuer.audience }];
    await using app = await startGuardedApp({
      platform,
      controllers: [],
      imports: [PassportAppModule],
      options: { identity: { issuers, senderConstrained: true } },
    });
    const headers = { authorization: `Bearer ${issuer.token({ scope: 'orders:read' })}` };
    for (const path of WAYS) {
      const response = await fetch(`${app.url}${path}`, { headers });
      expect(await response.json()).toMatchObject({ status: 401, code: 'ZT_TOKEN_NOT_BOUND' });
    }
  });

  it('takes one proof once for itself and the guard, also where the issuer is asked each time', async () => {
    await using issuer = await createTokenIssuer();
    const { issuer: name, audience, introspectionEndpoint: endpoint } = issuer;
    const introspection = { endpoint, clientId: 'api', clientSecret: 'secret' };
    await using app = await startGuardedApp({
      platform,
      controllers: [],
      imports: [HandBoundModule],
      options: { identity: { issuers: [{ issuer: name, audience, introspection }] }, global: false },
    });
    const key = createDpopKey();
    const cnf = { jkt: key.jkt };
    const token = issuer.opaqueToken({ scope: 'orders:read', claims: { cnf, token_type: 'DPoP' } });
    const url = `${app.url}/both`;
    const headers = { authorization: `DPoP ${token}`, dpop: dpopProof({ key, method: 'GET', url, token }) };
    expect((await fetch(url, { headers })).status).toBe(200);
    expect((await fetch(url, { headers })).status).toBe(401);
  });
});
