import { Controller, Get, Inject, Post } from '@nestjs/common';
import {
  allOf,
  CanAccess,
  LoadsResource,
  permit,
  Policies,
  Policy,
  Returns,
  ReturnsUnfiltered,
  Scopes,
  type AccessPolicy,
  type Obligation,
  type PolicyInput,
} from 'nestjs-zero-trust';
import { IsArray } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { PLATFORMS, startGuardedApp, type GuardedApp, type Platform } from './support/guarded-app.js';

const NOW = Date.UTC(2026, 0, 1);
let demanded: readonly Obligation[] = [];

class OnConditions implements AccessPolicy {
  evaluate() {
    return permit(...demanded);
  }
}

class ByResource implements AccessPolicy<readonly Obligation[]> {
  evaluate({ resource }: PolicyInput<readonly Obligation[]>) {
    return permit(...resource);
  }
}

class LogsTheAction implements AccessPolicy {
  evaluate({ action }: PolicyInput) {
    return permit({ type: 'log', facts: { action } });
  }
}

class Order {
  @IsArray() items: readonly string[] = ['book'];
  id = '1';
  email: string | null = 'bob@example.com';
}

@LoadsResource('order')
class OrderLoader {
  load(id: string): Order {
    return Object.assign(new Order(), { id });
  }
}

@Controller()
class OrdersController {
  constructor(@Inject(Policies) private readonly policies: Policies) {}

  @Get('orders/:id') @CanAccess('viewer', 'order') @Policy(OnConditions) @Returns(Order) one(): Order {
    return new Order();
  }
  @Get('raw/:id') @CanAccess('viewer', 'order') @Policy(OnConditions) raw(): Order {
    return new Order();
  }
  @Get('unfiltered/:id')
  @CanAccess('viewer', 'order')
  @Policy(OnConditions)
  @ReturnsUnfiltered('a test')
  unfiltered(): Order {
    return new Order();
  }
  @Post('both') @Scopes('read') @Policy(allOf(OnConditions, LogsTheAction)) both(): string {
    return 'both';
  }
  @Get('list') @Scopes('read') async list(): Promise<number> {
    const resources: (readonly Obligation[])[] = [
      [],
      [{ type: 'mask', fields: ['email'] }],
      [{ type: 'log', facts: {} }],
      [{ type: 'step-up', maxAgeSeconds: 300 }],
      [{ type: 'step-up', acrValues: ['gold'] }],
    ];
    const kept = await this.policies.filter(ByResource, resources);
    return kept.length * 10 + kept.indexOf(resources[3] as readonly Obligation[]);
  }
}

function start(platform: Platform): Promise<GuardedApp> {
  return startGuardedApp({
    platform,
    clock: { now: () => NOW },
    controllers: [OrdersController],
    providers: [OnConditions, ByResource, LogsTheAction, OrderLoader],
  });
}

const get = (app: GuardedApp, path: string, claims: Readonly<Record<string, unknown>> = {}) =>
  app.request('GET', path, { as: 'bob', scope: 'read', claims });

describe.each(PLATFORMS)('on %s a permit', (platform) => {
  it('on condition of masked fields shows them as null, and says so in the record', async () => {
    await using app = await start(platform);
    demanded = [{ type: 'mask', fields: ['email'] }];
    expect(await (await get(app, '/orders/1')).json()).toMatchObject({ id: '1', email: null });
    expect((await app.recorded(1))[0]?.evidence?.['check-policies']).toEqual({
      policies: ['OnConditions'],
      masked: ['email'],
    });
    demanded = [];
    expect(await (await get(app, '/orders/1')).json()).toMatchObject({ id: '1', email: 'bob@example.com' });
  });

  it.each(['emial', 'Email', 'email.host', 'items.email', ' email'])(
    'on condition of a masked field that the answer does not have is none: %j',
    async (field) => {
      await using app = await start(platform);
      demanded = [{ type: 'mask', fields: ['email', field] }];
      const response = await get(app, '/orders/1');
      expect(response.status).toBe(403);
      expect(await response.text()).not.toContain('example.com');
    },
  );

  it.each(['/raw/1', '/unfiltered/1'])(
    'on condition of masked fields is none where nothing masks them: %s',
    async (path) => {
      await using app = await start(platform);
      demanded = [];
      expect((await get(app, path)).status).toBe(200);
      demanded = [{ type: 'mask', fields: ['email'] }];
      const response = await get(app, path);
      expect([response.status, await response.json()]).toEqual([
        403,
        expect.objectContaining({ code: 'ZT_POLICY_DENIED' }),
      ]);
    },
  );

  it('on condition of a step-up asks for it as @StepUp does', async () => {
    await using app = await start(platform);
    demanded = [{ type: 'step-up', maxAgeSeconds: 300, acrValues: ['gold'] }];
    const recent = { auth_time: NOW / 1_000 - 300, acr: 'gold' };
    expect((await get(app, '/orders/1', recent)).status).toBe(200);
    for (const claims of [{}, { ...recent, acr: 'tin' }, { ...recent, auth_time: NOW / 1_000 - 301 }]) {
      const response = await get(app, '/orders/1', claims);
      expect([response.status, await response.json()]).toEqual([
        401,
        expect.objectContaining({ code: 'ZT_STEP_UP_REQUIRED' }),
      ]);
      expect(response.headers.get('www-authenticate')).toContain('acr_values="gold", max_age="300"');
    }
  });

  it('adds what is to be logged to the record, of every policy that permits', async () => {
    await using app = await start(platform);
    demanded = [{ type: 'log', facts: { ticket: 'T-1', urgent: true } }];
    expect((await app.request('POST', '/both', { as: 'bob', scope: 'read' })).status).toBe(201);
    expect((await app.recorded(1))[0]?.evidence?.['check-policies']).toEqual({
      policies: ['allOf(OnConditions, LogsTheAction)'],
      facts: ['ticket=T-1', 'urgent=true', 'action=OrdersController.both'],
    });
  });

  it('on a condition that nobody understands is none', async () => {
    await using app = await start(platform);
    demanded = [{ type: 'notify' } as unknown as Obligation];
    expect((await get(app, '/orders/1')).status).toBe(403);
  });

  it('leaves an object out of a list if the list cannot meet its condition', async () => {
    await using app = await start(platform);
    expect(await (await get(app, '/list')).text()).toBe('9');
    expect(await (await get(app, '/list', { auth_time: NOW / 1_000 - 300 })).text()).toBe('21');
  });
});
