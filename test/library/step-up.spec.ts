import { Controller, Delete, Get } from '@nestjs/common';
import { Scopes, StepUp } from 'nestjs-zero-trust';
import { describe, expect, it } from 'vitest';
import { PLATFORMS, startGuardedApp } from './support/guarded-app.js';

@Controller('accounts')
class AccountsController {
  @Get() @Scopes('accounts') list(): string {
    return 'accounts';
  }
  @Delete() @Scopes('accounts') @StepUp({ acr: 'urn:gold', maxAgeSeconds: 300 }) remove(): string {
    return 'removed';
  }
  @Delete('stale') @Scopes('accounts') @StepUp({ maxAgeSeconds: 300, exempt: 'services' }) purge(): string {
    return 'purged';
  }
}

const NOW = Date.UTC(2026, 0, 1);

describe.each(PLATFORMS)('@StepUp on %s', (platform) => {
  const clock = { now: () => NOW };

  it('opens the route to a recent and strong sign-in only, and says what is needed', async () => {
    await using app = await startGuardedApp({ platform, controllers: [AccountsController], clock });
    const remove = (claims: Readonly<Record<string, unknown>>) =>
      app.request('DELETE', '/accounts', { as: 'alice', scope: 'accounts', claims });
    const recent = { auth_time: NOW / 1_000 - 300 };
    expect((await remove({ ...recent, acr: 'urn:gold' })).status).toBe(200);
    const old = await remove({ acr: 'urn:gold', auth_time: NOW / 1_000 - 301 });
    expect(old.status).toBe(401);
    expect(await old.json()).toMatchObject({ code: 'ZT_STEP_UP_REQUIRED' });
    expect(old.headers.get('www-authenticate')).toBe(
      'Bearer error="insufficient_user_authentication", error_description="A more recent or a stronger sign-in is ' +
        'needed: sign in again and use the new access token.", acr_values="urn:gold", max_age="300", ' +
        `resource_metadata="${app.url}/.well-known/oauth-protected-resource"`,
    );
    expect((await remove(recent)).status).toBe(401);
    expect((await remove({ acr: 'urn:gold' })).status).toBe(401);
  });

  it('exempts a service, but not a person who is called like the client', async () => {
    await using app = await startGuardedApp({ platform, controllers: [AccountsController], clock });
    const purge = async (claims: Readonly<Record<string, unknown>>): Promise<number> =>
      (await app.request('DELETE', '/accounts/stale', { as: 'web', scope: 'accounts', claims })).status;
    const signedIn = { client_id: 'web', auth_time: NOW / 1_000 - 301, amr: ['pwd'], acr: 'low' };
    expect(await purge({ client_id: 'web' })).toBe(200);
    expect(await purge(signedIn)).toBe(401);
  });

  it('asks nothing of the routes beside it, and is asked after the scopes', async () => {
    await using app = await startGuardedApp({ platform, controllers: [AccountsController], clock });
    expect((await app.request('GET', '/accounts', { as: 'alice', scope: 'accounts' })).status).toBe(200);
    expect((await app.request('DELETE', '/accounts', { as: 'alice' })).status).toBe(403);
  });
});
