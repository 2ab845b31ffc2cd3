import { Controller, Get } from '@nestjs/common';
import { Scopes } from 'nestjs-zero-trust';
import { createTokenIssuer } from 'nestjs-zero-trust/testing';
import { describe, expect, it, vi } from 'vitest';
import { PLATFORMS, startGuardedApp } from './support/guarded-app.js';

@Controller('notes')
class NotesController {
  @Get() @Scopes('read') list(): string {
    return 'notes';
  }
}

const FLOOD = 110;
const SHARE = 25;

describe.each(PLATFORMS)('on %s', (platform) => {
  it('a JWT is refused that its issuer describes as less than it says', async () => {
    await using issuer = await createTokenIssuer();
    const { introspectionEndpoint: endpoint, audience } = issuer;
    const introspection = { endpoint, clientId: 'api', clientSecret: 'secret', tokens: 'jwt' } as const;
    const issuers = [{ issuer: issuer.issuer, audience, introspection }];
    await using app = await startGuardedApp({
      platform,
      controllers: [NotesController],
      identity: { issuers },
    });
    const headers = { authorization: `Bearer ${issuer.token({ scope: 'read' })}` };
    const ask = async (): Promise<number> => (await fetch(`${app.url}/notes`, { headers })).status;
    const statuses = [await ask()];
    const less = [{ scope: 'other' }, { exp: 1 }, { client_id: 'other' }, { token_type: 'refresh_token' }];
    for (const told of [{}, ...less]) {
      issuer.answerWith((response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ active: true, ...told }));
      });
      statuses.push(await ask());
    }
    expect(statuses).toEqual([200, 200, 401, 401, 401, 401]);
  });

  it('invented tokens do not keep genuine ones out while the issuer is slow, nor tokens from elsewhere', async () => {
    await using issuer = await createTokenIssuer();
    const { introspectionEndpoint: endpoint, audience } = issuer;
    const introspection = { endpoint, clientId: 'api', clientSecret: 'secret', tokens: 'all' } as const;
    await using app = await startGuardedApp({
      platform,
      controllers: [NotesController],
      identity: { issuers: [{ issuer: issuer.issuer, audience, introspection }] },
      options: { trustedProxies: ['127.0.0.1'] },
    });
    const ask = async (token: string, from: string): Promise<number> => {
      const headers = { authorization: `Bearer ${token}`, 'x-forwarded-for': from };
      return (await fetch(`${app.url}/notes`, { headers })).status;
    };
    expect(await ask(issuer.token({ scope: 'read' }), '192.0.2.1')).toBe(200);
    const before = issuer.fetches.introspection;
    issuer.hang();
    const flood = Array.from({ length: FLOOD }, (_, index) => ask(`invented-${index}`, '192.0.2.1'));
    await vi.waitFor(() => expect(issuer.fetches.introspection).toBe(before + SHARE));
    issuer.restore();
    expect(await ask(issuer.token({ scope: 'read' }), '192.0.2.1')).toBe(200);
    expect(await ask(issuer.opaqueToken({ scope: 'read' }), '198.51.100.7')).toBe(200);
    expect(new Set(await Promise.all(flood))).toEqual(new Set([503]));
  });
});
