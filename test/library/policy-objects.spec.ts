import { Controller, Get, Injectable, type Type } from '@nestjs/common';
import {
  CanAccess,
  denied,
  LoadsResource,
  NoObjectCheck,
  permit,
  Policy,
  Resource,
  type AccessPolicy,
  type CanAccessOptions,
  type PolicyInput,
} from 'nestjs-zero-trust';
import { describe, expect, it } from 'vitest';
import { problems } from './support/boot.js';
import { PLATFORMS, startGuardedApp } from './support/guarded-app.js';

@Injectable()
class NoOrders implements AccessPolicy {
  evaluate({ object }: PolicyInput) {
    return object?.type === 'order' ? denied('an order') : permit();
  }
}

@LoadsResource('order')
class Orders {
  load(id: string): object {
    return { type: 'order', id };
  }
}

@LoadsResource('organization')
class Organizations {
  load(id: string): object {
    return { type: 'organization', id };
  }
}

const providers = [NoOrders, Orders, Organizations];
const ORG = { from: 'params.org' } as const;
const JUDGED = { judged: true } as const;

/** One route with these demands, in this order. */
function routeWith(...demands: readonly MethodDecorator[]): Type {
  @Controller('both')
  class BothController {
    @Get(':org/:id')
    @NoObjectCheck('each of its demands names its object')
    both(@Resource() resource: object): object {
      return resource;
    }
  }
  const prototype = BothController.prototype;
  const descriptor = Object.getOwnPropertyDescriptor(prototype, 'both') as PropertyDescriptor;
  for (const demand of [...demands, Policy(NoOrders)].toReversed()) demand(prototype, 'both', descriptor);
  return BothController;
}

const order = (options?: CanAccessOptions): MethodDecorator => CanAccess('viewer', 'order', options);
const organization = (options?: CanAccessOptions): MethodDecorator =>
  CanAccess('member', 'organization', { ...ORG, ...options });

describe('policies on a route with objects of two types', () => {
  it.each([
    ['order (params.id) or organization (params.org)', [order(), organization()]],
    ['organization (params.org) or order (params.id)', [organization(), order()]],
    ['order (params.id) or organization (params.org)', [order(JUDGED), organization(JUDGED)]],
    ['order (params.id) or order (params.org)', [order(), CanAccess('viewer', 'order', ORG)]],
  ])('stop the boot unless one of them is said to be judged: %s', async (choice, demands) => {
    expect(await problems({ controllers: [routeWith(...demands)], providers })).toContain(
      `BothController.both (GET /both/:org/:id): its policies could judge each of several objects: ${choice}`,
    );
  });

  it('are clear where two relations are demanded of one object', async () => {
    const demands = [order(), CanAccess('editor', 'order', { from: 'params.id' })];
    expect(await problems({ controllers: [routeWith(...demands)], providers })).toEqual([]);
  });
});

describe.each(PLATFORMS)('on %s policies judge what is said to be judged', (platform) => {
  it.each([
    [403, [order(JUDGED), organization()]],
    [403, [organization(), order(JUDGED)]],
    [200, [order(), organization(JUDGED)]],
    [200, [organization(JUDGED), order()]],
  ])('in whatever order the demands stand: %i', async (status, demands) => {
    const controllers = [routeWith(...demands)];
    await using app = await startGuardedApp({ platform, controllers, providers });
    const response = await app.request('GET', '/both/acme/1', { as: 'bob' });
    const answer = status === 200 ? { type: 'organization', id: 'acme' } : { code: 'ZT_POLICY_DENIED' };
    expect([response.status, await response.json()]).toEqual([status, expect.objectContaining(answer)]);
  });
});
