import { Controller, Get, Res } from '@nestjs/common';
import { CanAccess, Public, RequestContext, Scopes, ZeroTrustGuard } from 'nestjs-zero-trust';
import { describe, expect, it } from 'vitest';
import { PLATFORMS, startGuardedApp, type GuardedApp } from './support/guarded-app.js';

interface Headers {
  header(name: string, value: string): unknown;
}

@Controller('things')
class ThingsController {
  @Get() @Scopes('read') list(): object {
    return { secret: 'crown jewels' };
  }
  @Get('passthrough') @Scopes('read') passthrough(@Res({ passthrough: true }) response: Headers): string {
    response.header('x-thing', 'yes');
    return 'crown jewels';
  }
  @Get(':id') @CanAccess('viewer', 'order') find(): string {
    return 'crown jewels';
  }
  @Get('open/door') @Public('nothing secret here') open(): string {
    return 'welcome';
  }
}

/** An application whose guard somebody has replaced by one that lets everything through. */
function startUnguarded(platform: (typeof PLATFORMS)[number]): Promise<GuardedApp> {
  return startGuardedApp({
    platform,
    controllers: [ThingsController],
    override: (builder) => builder.overrideProvider(ZeroTrustGuard).useValue({ canActivate: () => true }),
  });
}

describe.each(PLATFORMS)('on %s what a handler returns', (platform) => {
  it.each(['/things', '/things/passthrough', '/things/1', '/things/open/door'])(
    'on %s never leaves when the stages of its route were not all passed',
    async (path) => {
      await using app = await startUnguarded(platform);
      const response = await app.request('GET', path, { as: 'alice', scope: 'read' });
      const problem = (await response.json()) as Record<string, unknown>;
      expect(response.status).toBe(500);
      expect(response.headers.get('content-type')).toContain('application/problem+json');
      expect(problem).toMatchObject({
        code: 'ZT_ROUTE_NOT_CLEARED',
        status: 500,
        detail: 'An unexpected error occurred.',
      });
      const [record] = await app.recorded(1);
      expect(record).toMatchObject({
        decision: 'deny',
        code: 'ZT_ROUTE_NOT_CLEARED',
        stage: 'handler',
        status: 500,
      });
      expect(record?.decisionId).toBe(problem['decisionId']);
    },
  );

  it('leaves when they were', async () => {
    await using app = await startGuardedApp({ platform, controllers: [ThingsController] });
    expect(await (await app.request('GET', '/things', { as: 'alice', scope: 'read' })).json()).toEqual({
      secret: 'crown jewels',
    });
    expect(await (await app.request('GET', '/things/1', { as: 'alice' })).text()).toBe('crown jewels');
    expect(await (await app.request('GET', '/things/open/door')).text()).toBe('welcome');
    expect((await app.recorded(3)).map(({ decision }) => decision)).toEqual(['allow', 'allow', 'allow']);
  });

  it('does not leave when a later stage takes the clearance back', async () => {
    @Controller('late')
    class LateController {
      @Get() @Public('for this test') late(): string {
        const context = RequestContext.current();
        if (context !== undefined) context.cleared = false;
        return 'crown jewels';
      }
    }
    await using app = await startGuardedApp({ platform, controllers: [LateController] });
    const response = await app.request('GET', '/late');
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('crown jewels');
  });
});
