import { Controller, Get, Inject } from '@nestjs/common';
import {
  AccessDeniedError,
  denied,
  permit,
  Policies,
  Public,
  Scopes,
  type AccessPolicy,
  type PolicyInput,
  type PolicyResult,
} from 'nestjs-zero-trust';
import { describe, expect, it } from 'vitest';
import { PLATFORMS, startGuardedApp, type GuardedApp, type Platform } from './support/guarded-app.js';

class OddOnly implements AccessPolicy<number> {
  evaluate({ resource }: PolicyInput<number>): PolicyResult | Promise<PolicyResult> {
    if (resource === 13) throw new Error('unlucky');
    if (resource === 15) return undefined as unknown as PolicyResult;
    return Promise.resolve(resource % 2 === 1 ? permit() : denied('even'));
  }
}

@Controller()
class NumbersController {
  constructor(@Inject(Policies) private readonly policies: Policies) {}

  @Get('odd') @Scopes('read') odd(): Promise<number[]> {
    return this.policies.filter(OddOnly, [1, 2, 3, 4, 13, 15, 17]);
  }
  @Get('open') @Public('for tests') open(): Promise<number[]> {
    return this.policies.filter(OddOnly, [1]);
  }
  @Get('open/unknown') @Scopes('read') unknown(): Promise<number[]> {
    return this.policies.filter(class Unknown extends OddOnly {}, [1]);
  }
}

function start(platform: Platform): Promise<GuardedApp> {
  return startGuardedApp({ platform, controllers: [NumbersController], providers: [OddOnly] });
}

describe.each(PLATFORMS)('on %s Policies.filter', (platform) => {
  it('keeps, in their order, the objects that the policy permits; what it cannot judge is left out', async () => {
    await using app = await start(platform);
    expect(await (await app.request('GET', '/odd', { as: 'bob', scope: 'read' })).json()).toEqual([1, 3, 17]);
  });

  it.each(['/open', '/open/unknown'])(
    'denies where nobody is authenticated, or there is no such policy: %s',
    async (path) => {
      await using app = await start(platform);
      const response = await app.request('GET', path, { as: 'bob', scope: 'read' });
      expect([response.status, await response.json()]).toEqual([
        403,
        expect.objectContaining({ code: 'ZT_POLICY_DENIED' }),
      ]);
    },
  );

  it('denies outside of requests', async () => {
    await using app = await start(platform);
    await expect(app.app.get(Policies).filter(OddOnly, [1])).rejects.toBeInstanceOf(AccessDeniedError);
  });
});
