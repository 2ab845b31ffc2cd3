import { Controller, Get } from '@nestjs/common';
import { CurrentPrincipal, Scopes, type Principal } from 'nestjs-zero-trust';
import { afterEach, describe, expect, it } from 'vitest';
import { PLATFORMS, startGuardedApp } from './support/guarded-app.js';
import { startMtlsApp } from './support/mtls-app.js';

let changes: string[] = [];
afterEach(() => {
  changes = [];
});

/** Tries every change that a handler could make, on purpose or not. */
function tamper(principal: Principal): void {
  const attempts: Record<string, () => unknown> = {
    'adds a scope': () => (principal.scopes as Set<string>).add('admin'),
    'takes its scopes': () => (principal.scopes as Set<string>).clear(),
    'poses as another': () => Object.assign(principal, { subject: 'admin' }),
    'adds a member': () => Object.assign(principal, { isAdmin: true }),
    'signs in again': () => Object.assign(principal.authentication, { acr: 'gold', time: 1 }),
    'adds a method': () => (principal.authentication.amr as string[]).push('mfa'),
    'lets go of its key': () =>
      Object.assign(principal.confirmation ?? Object.freeze({}), { jkt: undefined }),
    'changes a claim': () => Object.assign(principal.claims, { tier: 'pro' }),
  };
  for (const [name, attempt] of Object.entries(attempts)) {
    try {
      attempt();
      changes.push(name);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }
}

@Controller('taint')
class TaintController {
  @Get() @Scopes('orders:read') taint(@CurrentPrincipal() principal: Principal): string {
    tamper(principal);
    return 'tried';
  }
  @Get('admin') @Scopes('admin') admin(): string {
    return 'admin';
  }
}

describe.each(PLATFORMS)('what one request does to its principal, on %s,', (platform) => {
  it('does not reach the next request with the same token', async () => {
    await using app = await startGuardedApp({ platform, controllers: [TaintController] });
    const authorization = `Bearer ${app.issuer.token({ scope: 'orders:read' })}`;
    const ask = async (path: string): Promise<number> =>
      (await fetch(`${app.url}${path}`, { headers: { authorization } })).status;
    expect([await ask('/taint'), await ask('/taint/admin'), await ask('/taint')]).toEqual([200, 403, 200]);
    expect(changes).toEqual([]);
  });

  it('does not reach the next request on the same connection with a certificate', async () => {
    await using mtls = await startMtlsApp({ platform, controllers: [TaintController] });
    using client = mtls.client(mtls.billing).keepingAlive();
    const ask = async (path: string): Promise<number> => (await client.call(path)).status;
    expect([await ask('/taint'), await ask('/taint/admin'), await ask('/taint')]).toEqual([200, 403, 200]);
    expect(changes).toEqual([]);
  });
});
