import { Controller, Get } from '@nestjs/common';
import { Posture, Scopes } from 'nestjs-zero-trust';
import { describe, expect, it } from 'vitest';
import { PLATFORMS, startGuardedApp } from './support/guarded-app.js';
import { startMtlsApp } from './support/mtls-app.js';

@Controller()
class ReportsController {
  @Get('reports') @Scopes('reports:read', 'audit:read') list(): string {
    return 'reports';
  }
  @Get('drafts') @Scopes('reports:read') drafts(): string {
    return 'drafts';
  }
}

const PATH = '/.well-known/oauth-protected-resource';

describe.each(PLATFORMS)('the metadata of a protected API on %s', (platform) => {
  it('tells anybody who issues tokens, for which scopes, bound how', async () => {
    await using app = await startGuardedApp({ platform, controllers: [ReportsController] });
    const answer = await fetch(`${app.url}${PATH}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
    expect(await answer.json()).toEqual({
      resource: app.issuer.audience,
      authorization_servers: [app.issuer.issuer],
      scopes_supported: ['audit:read', 'reports:read'],
      bearer_methods_supported: ['header'],
      dpop_signing_alg_values_supported: ['ES256', 'EdDSA', 'Ed25519'],
      tls_client_certificate_bound_access_tokens: false,
    });
  });

  it('promises tokens that are bound to a certificate where certificates are believed', async () => {
    await using mtls = await startMtlsApp({ platform });
    const metadata: unknown = await (await fetch(`${mtls.app.url}${PATH}`)).json();
    expect(metadata).toMatchObject({ tls_client_certificate_bound_access_tokens: true });
  });

  it('says what the options say', async () => {
    const resource = {
      identifier: 'https://api.example.com',
      name: 'Reports',
      documentationUrl: 'https://docs.example.com',
    };
    const issuers = [{ issuer: 'https://auth.example.com', audience: 'reports' }];
    const options = { identity: { issuers, resource } };
    await using app = await startGuardedApp({ platform, controllers: [ReportsController], options });
    expect(await (await fetch(`${app.url}${PATH}`)).json()).toMatchObject({
      resource: 'https://api.example.com',
      resource_name: 'Reports',
      resource_documentation: 'https://docs.example.com',
    });
  });

  it('is pointed to by every challenge, also below a global prefix', async () => {
    await using app = await startGuardedApp({
      platform,
      controllers: [ReportsController],
      configure: (nest) => nest.setGlobalPrefix('api'),
    });
    const missing = await app.request('GET', '/api/reports');
    const bearer = await app.request('GET', '/api/reports', { as: 'alice' });
    const malformed = await app.request('GET', '/api/reports', { headers: { authorization: 'Basic eDp5' } });
    for (const { headers } of [missing, bearer, malformed]) {
      const challenge = headers.get('www-authenticate') ?? '';
      const url = /resource_metadata="(?<url>[^"]+)"/.exec(challenge)?.groups?.['url'] ?? '';
      expect((await fetch(url)).status).toBe(200);
    }
    expect(missing.headers.get('www-authenticate')).toBe(
      `Bearer resource_metadata="${app.url}/api${PATH}", DPoP algs="ES256 EdDSA Ed25519"`,
    );
  });

  it('stands in the posture as public', async () => {
    await using app = await startGuardedApp({ platform, controllers: [ReportsController] });
    const route = app.app
      .get(Posture)
      .routes()
      .find(({ path }) => path === PATH);
    expect(route).toMatchObject({ method: 'GET', public: 'clients learn here where to get a token' });
  });
});
