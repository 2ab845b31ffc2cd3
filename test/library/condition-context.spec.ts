import { Controller, Get } from '@nestjs/common';
import {
  CanAccess,
  RelationshipError,
  type CheckQuery,
  type ConditionContext,
  type RelationshipEngine,
} from 'nestjs-zero-trust';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { problems } from './support/boot.js';
import { PLATFORMS, startGuardedApp, type GuardedApp, type Platform } from './support/guarded-app.js';

const check = vi.fn<(query: CheckQuery) => { allowed: boolean }>();
const engine = { hasRelation: () => true, check } as unknown as RelationshipEngine;

const tier: ConditionContext = ({ principal }) => ({ tier: principal.claims['tier'], by: 'route' });

@Controller('orders')
class OrdersController {
  @Get('plain/:id') @CanAccess('viewer', 'order') plain(): string {
    return 'seen';
  }
  @Get('own/:id') @CanAccess('viewer', 'order', { context: tier }) own(): string {
    return 'seen';
  }
}

const ofModule: ConditionContext = ({ request, now }) => ({
  now: now.toISOString(),
  ip: request.sourceAddress,
  by: 'module',
});

function start(platform: Platform, relationshipContext?: ConditionContext): Promise<GuardedApp> {
  const relationships = { kind: 'spy', create: () => engine };
  return startGuardedApp({
    platform,
    controllers: [OrdersController],
    options: { relationships, relationshipContext, visibleBy: { order: 'viewer' } },
    clock: { now: () => Date.UTC(2030, 0, 1) },
  });
}

async function askedContext(app: GuardedApp, path: string): Promise<unknown> {
  await app.request('GET', path, { as: 'alice', claims: { tier: 'pro' } });
  return check.mock.lastCall?.[0].context;
}

beforeEach(() => void check.mockReset().mockReturnValue({ allowed: true }));

describe.each(PLATFORMS)('on %s the conditions of the model', (platform) => {
  it('are asked without values if nothing gives any', async () => {
    await using app = await start(platform);
    await app.request('GET', '/orders/plain/1', { as: 'alice' });
    expect(Object.keys(check.mock.lastCall?.[0] ?? {})).toEqual(['subject', 'relation', 'object']);
  });

  it('get the values of the module for every question', async () => {
    await using app = await start(platform, ofModule);
    expect(await askedContext(app, '/orders/plain/1')).toEqual({
      now: '2030-01-01T00:00:00.000Z',
      ip: '127.0.0.1',
      by: 'module',
    });
  });

  it('get the values of the route beside them, and these win', async () => {
    await using app = await start(platform, ofModule);
    expect(await askedContext(app, '/orders/own/1')).toEqual({
      now: '2030-01-01T00:00:00.000Z',
      ip: '127.0.0.1',
      tier: 'pro',
      by: 'route',
    });
  });

  it.each(['condition_undecided', 'invalid_context'] as const)(
    'that end in %s are a plain refusal, because another try would end the same',
    async (reason) => {
      check.mockImplementation(() => {
        throw new RelationshipError(reason, 'no value for ip');
      });
      await using app = await start(platform);
      expect((await app.request('GET', '/orders/plain/1', { as: 'alice' })).status).toBe(404);
      expect((await app.recorded(1))[0]?.reason).toBe(`user:alice is not viewer of order:1 (${reason})`);
    },
  );

  it('are not asked if the values cannot be had', async () => {
    await using app = await start(platform, () => {
      throw new Error('a bug');
    });
    expect((await app.request('GET', '/orders/plain/1', { as: 'alice' })).status).toBe(500);
    expect(check).not.toHaveBeenCalled();
  });
});

it('relationshipContext must be a function', async () => {
  const options = { relationshipContext: {} as unknown as ConditionContext };
  await expect(problems({ options })).resolves.toEqual([
    'options.relationshipContext: is not what is expected',
  ]);
});
