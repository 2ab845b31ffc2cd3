import { Controller, Get, Inject } from '@nestjs/common';
import { Type } from 'class-transformer';
import {
  Accessible,
  Action,
  allOf,
  anyOf,
  GeoFence,
  HasRole,
  LoadsResource,
  MinimumClearance,
  not,
  OwnerOr,
  permit,
  Policies,
  Policy,
  Returns,
  SelfOr,
  TrustedDevice,
  Visible,
  type AccessPolicy,
  type PolicyDefinition,
  type ResourceAttributes,
} from 'nestjs-zero-trust';
import { describe, expect, it } from 'vitest';
import { controllerWith, problems } from './support/boot.js';
import { PLATFORMS, startGuardedApp } from './support/guarded-app.js';

class Forgotten implements AccessPolicy {
  evaluate() {
    return permit();
  }
}

const MASKING: PolicyDefinition = {
  name: 'Masking',
  compile: () => ({
    name: 'Masking',
    mayMask: true,
    masks: ['id', 'emial', 'owner.name'],
    evaluate: () => ({ effect: 'permit', obligations: [{ type: 'mask', fields: ['x'] }] }),
  }),
};

function namedPolicy() {
  return class Confidential implements AccessPolicy {
    evaluate() {
      return permit();
    }
  };
}

const WHERE = 'OrdersController.handle (GET /orders): ';

describe('a policy that cannot work stops the boot', () => {
  it.each([
    [Forgotten, "@Policy(Forgotten) is not a provider with a method 'evaluate'"],
    [anyOf(HasRole('x'), not(Forgotten)), "@Policy(Forgotten) is not a provider with a method 'evaluate'"],
    [SelfOr({ policy: Forgotten }), "@Policy(Forgotten) is not a provider with a method 'evaluate'"],
    [
      allOf(HasRole('x'), TrustedDevice),
      '@Policy(TrustedDevice) would refuse everybody: nothing recognises devices',
    ],
    [
      not(GeoFence({ countries: ['KP'] })),
      '@Policy(GeoFence(KP)) would refuse everybody: nothing tells where requests come from',
    ],
    [anyOf(MASKING), 'anyOf(Masking) may mask fields, but the route does not say what it returns'],
  ])('%o', async (policy, problem) => {
    expect(await problems({ controllers: [controllerWith('', Policy(policy))] })).toEqual([WHERE + problem]);
  });

  it('a mask of fields that the answer does not have', async () => {
    class OwnerDto {
      @Visible() readonly name!: string;
    }
    class OrderDto {
      @Visible() readonly id!: string;
      @Type(() => OwnerDto) @Visible() readonly owner!: OwnerDto;
    }
    const route = (policy: PolicyDefinition) => controllerWith('', Policy(policy), Returns([OrderDto]));
    expect(await problems({ controllers: [route(anyOf(HasRole('x'), MASKING))] })).toEqual([
      `${WHERE}anyOf(HasRole(x), Masking) masks emial, which what the route returns does not have`,
    ]);
  });

  it('one of two classes with one name: a weaker one would pass for the other', async () => {
    const [Strict, Lax] = [namedPolicy(), namedPolicy()];
    const controllers = [controllerWith('v2', Policy(Strict)), controllerWith('v1', Policy(Lax))];
    expect(await problems({ controllers, providers: [Strict, Lax] })).toEqual([
      'OrdersController.handle (GET /orders/v1): @Policy(Confidential) is another class than the Confidential of an earlier route',
    ]);
    expect(await problems({ controllers: controllers.slice(1), providers: [Lax] })).toEqual([]);
  });

  it('what is no policy at all', async () => {
    const undefinedByCircularImport = undefined as unknown as PolicyDefinition;
    expect(await problems({ controllers: [controllerWith('', Policy(undefinedByCircularImport))] })).toEqual([
      `${WHERE}@Policy(undefined) is not a provider with a method 'evaluate'`,
    ]);
  });

  it.each(['', ' ', undefined as unknown as string])('an action without a name: %j', (name) => {
    expect(() => Action(name)).toThrow(TypeError);
  });
});

interface Order {
  readonly id: string;
}

@LoadsResource('order')
class OrderLoader {
  load(id: string): Order {
    return { id };
  }
  attributes({ id }: Order): ResourceAttributes {
    if (id === 'broken') throw new Error('gone');
    return { owner: id === '1' ? 'bob' : 'carol', classification: 'internal' };
  }
}

@Controller('orders')
class ListController {
  constructor(@Inject(Policies) private readonly policies: Policies) {}

  @Get('broken') @Policy(not(HasRole('x'))) broken(): Promise<unknown> {
    return this.policies.filter(OwnerOr(), [{ id: 'broken' }], { type: 'order' });
  }
  @Get() async list(@Accessible('viewer', 'order') orders: Accessible): Promise<unknown> {
    const found = [...(await orders.ids()), 'x'].map((id) => ({ id }));
    const typed = { type: 'order' };
    return [
      await this.policies.filter(OwnerOr(), found, typed),
      await this.policies.filter(not(OwnerOr()), found, typed),
      await this.policies.filter(MinimumClearance(3, { except: ['internal'] }), found, typed),
      await this.policies.filter(OwnerOr(), found),
      await this.policies.filter(not(OwnerOr()), found),
      await this.policies.filter(
        not(OwnerOr()),
        [{ id: 'order:1' }, { id: '' }, { id: 7 as never }, {} as Order],
        typed,
      ),
      await this.policies.filter(not(HasRole('x')), found),
    ];
  }
}

describe.each(PLATFORMS)('on %s a list whose objects cannot be described', (platform) => {
  it('is an answer of the dependency, not a shorter list', async () => {
    await using app = await startGuardedApp({
      platform,
      controllers: [ListController],
      providers: [OrderLoader],
    });
    const response = await app.request('GET', '/orders/broken', { as: 'bob' });
    expect(response.status).toBe(503);
  });
});

describe.each(PLATFORMS)('on %s Policies.filter with ready-made policies', (platform) => {
  it('judges each object by its attributes, and leaves out what it would have to know and does not', async () => {
    await using app = await startGuardedApp({
      platform,
      controllers: [ListController],
      providers: [OrderLoader],
    });
    const lists = await (await app.request('GET', '/orders', { as: 'bob' })).json();
    const [one, other] = [{ id: '1' }, { id: 'x' }];
    expect(lists).toEqual([[one], [other], [one, other], [], [], [], [one, other]]);
  });
});
