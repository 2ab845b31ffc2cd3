import { Controller, Get, Inject, Injectable } from '@nestjs/common';
import {
  CanAccess,
  Clock,
  CurrentPrincipal,
  denied,
  LoadsResource,
  permit,
  Policy,
  Resource,
  type AccessPolicy,
  type PolicyInput,
  type PolicyResult,
  type Principal,
} from 'nestjs-zero-trust';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { PLATFORMS, startGuardedApp, type GuardedApp, type Platform } from './support/guarded-app.js';

interface Loaded {
  readonly id: string;
}

const NOW = Date.parse('2030-01-01T12:00:00Z');
const loadOrder = vi.fn<(id: string, options: { readonly signal: AbortSignal }) => Loaded>((id) => ({
  id: `loaded ${id}`,
}));
const loadOrganization = vi.fn<(id: string) => Loaded>((id) => ({ id: `organization ${id}` }));
const first = vi.fn<(input: PolicyInput) => PolicyResult>(() => permit());
const second = vi.fn<(input: PolicyInput) => Promise<PolicyResult>>(() => Promise.resolve(permit()));

@LoadsResource('order')
class OrderLoader {
  load = loadOrder;
}

@LoadsResource('organization')
class OrganizationLoader {
  load = loadOrganization;
}

@Injectable()
class First implements AccessPolicy {
  constructor(@Inject(Clock) readonly clock: Clock) {}

  evaluate(input: PolicyInput): PolicyResult {
    return this.clock.now() === NOW ? first(input) : denied('no service was injected');
  }
}

class Second implements AccessPolicy {
  evaluate(input: PolicyInput): Promise<PolicyResult> {
    return second(input);
  }
}

@Controller()
@Policy(First)
class OrdersController {
  @Get('orders/:id')
  @CanAccess('viewer', 'order')
  @Policy(Second, First)
  find(
    @Resource() order: Loaded,
    @Resource('order') again: Loaded,
    @CurrentPrincipal() principal: Principal,
  ): object {
    return { order, same: order === again, subject: principal.subject };
  }
  @Get('organizations/:organizationId/orders/:orderId')
  @CanAccess('viewer', 'order', { judged: true })
  @CanAccess('member', 'organization')
  both(@Resource() subject: Loaded, @Resource('organization') organization: Loaded): object {
    return { subject, organization };
  }
  @Get('plain') plain(): string {
    return 'plain';
  }
  @Get('missing') missing(@Resource() resource: unknown): unknown {
    return resource;
  }
}

function start(platform: Platform): Promise<GuardedApp> {
  return startGuardedApp({
    platform,
    clock: { now: () => NOW },
    controllers: [OrdersController],
    providers: [OrderLoader, OrganizationLoader, First, Second],
  });
}

beforeEach(() => void vi.clearAllMocks());

describe.each(PLATFORMS)('on %s policies', (platform) => {
  it('learn who asks, for what, to do what, when and from where', async () => {
    await using app = await start(platform);
    await app.request('GET', '/orders/1', { as: 'bob', claims: { clearance: 3 } });
    const [input] = first.mock.calls[0] as [PolicyInput];
    expect(input.subject).toMatchObject({
      issuer: app.issuer.issuer,
      id: 'bob',
      roles: [],
      clearance: 3,
      department: undefined,
      principal: { graphSubject: 'user:bob', claims: { clearance: 3 } },
    });
    expect(input.object).toEqual({ type: 'order', id: '1' });
    expect(input.params).toEqual({ id: '1' });
    expect(input.resource).toEqual({ id: 'loaded 1' });
    expect(input.action).toBe('OrdersController.find');
    const { now, sourceAddress, country, device, risk } = input.environment;
    expect([now, sourceAddress]).toEqual([new Date(NOW), '127.0.0.1']);
    expect([country, device, risk]).toEqual([undefined, undefined, undefined]);
  });

  it('of class and method are each asked once, the class first, and all must permit', async () => {
    await using app = await start(platform);
    expect((await app.request('GET', '/orders/1', { as: 'bob' })).status).toBe(200);
    expect([first.mock.calls.length, second.mock.calls.length]).toEqual([1, 1]);
    second.mockResolvedValueOnce(denied('too late'));
    expect((await app.request('GET', '/orders/1', { as: 'bob' })).status).toBe(403);
    first.mockReturnValueOnce(denied('wrong day'));
    expect((await app.request('GET', '/orders/1', { as: 'bob' })).status).toBe(403);
    expect([first.mock.calls.length, second.mock.calls.length]).toEqual([3, 2]);
    const records = await app.recorded(3);
    expect(records.map(({ reason }) => reason)).toEqual([undefined, 'Second: too late', 'First: wrong day']);
  });

  it('keep their reason from the caller', async () => {
    await using app = await start(platform);
    first.mockReturnValueOnce(denied('the order is part of an investigation'));
    const response = await app.request('GET', '/orders/1', { as: 'bob' });
    expect(await response.text()).not.toContain('investigation');
  });

  it('load an object once, and hand the very same one to the handler', async () => {
    await using app = await start(platform);
    const response = await app.request('GET', '/orders/1', { as: 'bob' });
    expect(await response.json()).toEqual({ order: { id: 'loaded 1' }, same: true, subject: 'bob' });
    expect(loadOrder.mock.calls.map(([id, { signal }]) => [id, signal.aborted])).toEqual([['1', false]]);
  });

  it('load it anew for each request', async () => {
    await using app = await start(platform);
    await app.request('GET', '/orders/1', { as: 'bob' });
    await app.request('GET', '/orders/1', { as: 'bob' });
    expect(loadOrder).toHaveBeenCalledTimes(2);
  });

  it('judge the object that is said to be judged, when a route demands two, and both must be granted', async () => {
    await using app = await start(platform);
    const response = await app.request('GET', '/organizations/acme/orders/1', { as: 'bob' });
    expect(await response.json()).toEqual({
      subject: { id: 'loaded 1' },
      organization: { id: 'organization acme' },
    });
    expect(first.mock.calls[0]?.[0].resource).toEqual({ id: 'loaded 1' });
    expect((await app.request('GET', '/organizations/globex/orders/1', { as: 'bob' })).status).toBe(403);
    expect((await app.request('GET', '/organizations/acme/orders/2', { as: 'bob' })).status).toBe(403);
    expect(first).toHaveBeenCalledTimes(1);
    expect((await app.recorded(3))[0]?.resource).toEqual(['order:1', 'organization:acme']);
  });

  it('judge a route without an object, too', async () => {
    await using app = await start(platform);
    expect((await app.request('GET', '/plain', { as: 'bob' })).status).toBe(200);
    first.mockReturnValueOnce(denied('no'));
    expect((await app.request('GET', '/plain', { as: 'bob' })).status).toBe(403);
    expect(first.mock.calls[0]?.[0].resource).toBeUndefined();
  });

  it('answer 404 where a handler asks for a resource that nothing granted', async () => {
    await using app = await start(platform);
    expect((await app.request('GET', '/missing', { as: 'bob' })).status).toBe(404);
  });
});
