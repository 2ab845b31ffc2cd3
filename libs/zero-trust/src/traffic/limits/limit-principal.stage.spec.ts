import { SkipThrottle, Throttle, type ThrottlerStorage } from '@nestjs/throttler';
import { describe, expect, it } from 'vitest';
import type { Decision } from '../../kernel/decision.js';
import type { Finding } from '../../kernel/errors.js';
import type { MaybePromise } from '../../kernel/maybe-promise.js';
import { inboundRequest, principalOf } from '../../testing/request-builders.js';
import { Public } from '../../kernel/public.decorator.js';
import { RequestContext } from '../../kernel/request-context.js';
import { declaredOn, type Constructor, type RouteDeclaration } from '../../kernel/route-declaration.js';
import { LimitPrincipalStage } from './limit-principal.stage.js';
import { DEFAULT_LIMITS, type ResolvedLimitsOptions } from './limits.options.js';
import { MemoryThrottlerStorage } from './memory-throttler-storage.js';

class OrdersController {
  find(): void {}

  @Throttle({ default: { limit: 1, ttl: 60_000 } })
  approve(): void {}

  @Throttle({ short: { limit: 1, ttl: 1000 }, long: { limit: 2, ttl: 60_000, blockDuration: 120_000 } })
  ship(): void {}

  @Throttle({ default: { limit: 0, ttl: 60_000 } })
  frozen(): void {}

  @SkipThrottle()
  health(): void {}

  @SkipThrottle({ short: true })
  @Throttle({ short: { limit: 1, ttl: 1000 } })
  partly(): void {}

  @Public('newcomers have no identity yet')
  @Throttle({ default: { limit: 2, ttl: 3_600_000 } })
  register(): void {}

  @Public('the load balancer asks')
  live(): void {}

  @Throttle({ default: { limit: () => 5, ttl: 60_000 } })
  resolvable(): void {}

  @Throttle({ default: { limit: 5, ttl: 60_000, getTracker: () => 'everyone' } })
  tracked(): void {}

  @Throttle({ default: { limit: 5, ttl: 0 } })
  endless(): void {}

  @Throttle({ default: { limit: -1, ttl: 60_000 } })
  negative(): void {}
}

@SkipThrottle()
class QuietController {
  @SkipThrottle({ default: false })
  loud(): void {}
}

function routeOf(controller: Constructor, name: string): RouteDeclaration {
  const handler = (controller.prototype as Record<string, () => void>)[name] as () => void;
  return {
    name: `${controller.name}.${name}`,
    method: 'GET',
    paths: [`/${name}`],
    controller,
    handler,
    parameters: [],
    mounts: [],
    pathParameters: [],
    declared: (key) => [...declaredOn(controller, key), ...declaredOn(handler, key)],
    foreign: (key) => Reflect.getMetadata(key, handler) ?? Reflect.getMetadata(key, controller),
  };
}

interface Caller {
  readonly subject?: string;
  readonly issuer?: string;
  readonly tier?: unknown;
  readonly address?: string;
  readonly isAnonymous?: boolean;
}

function contextOf({
  subject = 'alice',
  issuer = 'https://a',
  tier,
  address = '192.0.2.1',
  isAnonymous,
}: Caller) {
  const request = inboundRequest({ sourceAddress: address });
  const context = new RequestContext({ decisionId: 'd', receivedAt: 0, request });
  if (isAnonymous === true) return context;
  context.principal = principalOf({ issuer, subject, clientId: 'app', claims: { tier } });
  return context;
}

interface SetUp {
  readonly options?: Partial<ResolvedLimitsOptions>;
  readonly storage?: ThrottlerStorage;
}

function setUp({ options, storage }: SetUp = {}) {
  const clock = { time: 0, now: () => clock.time };
  const limits = { ...DEFAULT_LIMITS, tiers: { free: 2, pro: 3 }, ...options };
  const stage = new LimitPrincipalStage(limits, storage ?? new MemoryThrottlerStorage({ clock }));
  const findings: Omit<Finding, 'where'>[] = [];
  const ask = (name: keyof OrdersController, caller: Caller = {}): MaybePromise<Decision> | undefined => {
    const check = stage.compile(routeOf(OrdersController, name), (finding) => findings.push(finding));
    return check?.(contextOf(caller));
  };
  const call = (...args: Parameters<typeof ask>) => ask(...args) as Decision | undefined;
  return { clock, stage, findings, ask, call };
}

const LIMITED = { effect: 'deny', code: 'ZT_PRINCIPAL_LIMITED', kind: 'rate-limited' };

describe('limit-principal', () => {
  it('counts an identity over all routes, not per route', () => {
    const { call } = setUp();
    expect([call('find'), call('ship'), call('approve')].map((decision) => decision?.effect)).toEqual([
      'allow',
      'allow',
      'deny',
    ]);
  });

  it('gives each tier its own limit and names it in the headers', () => {
    const { call } = setUp();
    for (let index = 0; index < 3; index += 1)
      expect(call('find', { tier: 'pro' })).toEqual({ effect: 'allow' });
    expect(call('find', { tier: 'pro' })).toMatchObject({
      ...LIMITED,
      evidence: { rule: "tier 'pro'" },
      headers: { 'ratelimit-policy': '"principal";q=3;w=900' },
    });
  });

  it.each([undefined, null, 'platinum', '__proto__', ['pro'], 3])(
    'gives the tier claim %j the smallest limit, never none',
    (tier) => {
      const { call } = setUp();
      call('find', { tier });
      call('find', { tier });
      expect(call('find', { tier })).toMatchObject({ ...LIMITED, evidence: { limit: 2 } });
    },
  );

  it('gives unknown tiers the default tier if one is named', () => {
    const { call } = setUp({ options: { defaultTier: 'pro' } });
    for (let index = 0; index < 3; index += 1) expect(call('find')).toEqual({ effect: 'allow' });
    expect(call('find')).toMatchObject(LIMITED);
  });

  it('does not start without a tier to fall back to', () => {
    expect(() => setUp({ options: { tiers: {} } })).toThrow(/limits\.tiers: has no tier/);
    expect(() => setUp({ options: { defaultTier: 'gold' } })).toThrow(/limits\.defaultTier: names 'gold'/);
  });

  it('counts the same subject of two issuers apart', () => {
    const { call } = setUp({ options: { tiers: { free: 1 } } });
    expect(call('find', { issuer: 'https://a' })).toEqual({ effect: 'allow' });
    expect(call('find', { issuer: 'https://b' })).toEqual({ effect: 'allow' });
    expect(call('find', { issuer: 'https://a' })).toMatchObject(LIMITED);
  });

  it('denies a caller without an identity on a route that needs one', () => {
    const { call } = setUp();
    expect(call('find', { isAnonymous: true })).toMatchObject({
      code: 'ZT_UNAUTHENTICATED',
      kind: 'unauthenticated',
    });
  });

  it('adds the window of @Throttle, per identity and route', () => {
    const { call } = setUp({ options: { tiers: { free: 100 } } });
    expect(call('approve')).toEqual({ effect: 'allow' });
    expect(call('approve')).toMatchObject({
      ...LIMITED,
      headers: { 'ratelimit-policy': '"route";q=1;w=60', ratelimit: '"route";r=0;t=60' },
    });
    expect(call('approve', { subject: 'bob' })).toEqual({ effect: 'allow' });
    expect(call('find')).toEqual({ effect: 'allow' });
  });

  it('honours every named throttler and its block duration', () => {
    const { clock, call } = setUp({ options: { tiers: { free: 100 } } });
    expect(call('ship')).toEqual({ effect: 'allow' });
    expect(call('ship')).toMatchObject({ ...LIMITED, evidence: { rule: "@Throttle 'short'" } });
    clock.time += 1000;
    expect(call('ship')).toEqual({ effect: 'allow' });
    clock.time += 1000;
    expect(call('ship')).toMatchObject({ evidence: { rule: "@Throttle 'long'" }, retryAfterSeconds: 120 });
  });

  it('does not lose a limit of 0: none are allowed', () => {
    expect(setUp().call('frozen')).toMatchObject(LIMITED);
  });

  it('takes the identity limit off a route with @SkipThrottle()', () => {
    const { call, stage } = setUp();
    expect(call('health')).toBeUndefined();
    expect(stage.describe(routeOf(OrdersController, 'health'))).toEqual([]);
  });

  it('lets a method put back what its class skips', () => {
    const { stage } = setUp();
    expect(stage.compile(routeOf(QuietController, 'loud'), () => undefined)).toBeTypeOf('function');
  });

  it('skips only the throttler that @SkipThrottle names', () => {
    const { call } = setUp();
    expect([call('partly'), call('partly'), call('partly')].map((decision) => decision?.effect)).toEqual([
      'allow',
      'allow',
      'deny',
    ]);
  });

  it('counts a public route with @Throttle per address, an IPv6 /64 being one', () => {
    const { call } = setUp();
    const from = (address: string) => call('register', { address, isAnonymous: true });
    expect(from('2001:db8::1')).toEqual({ effect: 'allow' });
    expect(from('2001:db8::2')).toEqual({ effect: 'allow' });
    expect(from('2001:db8::3')).toMatchObject({
      code: 'ZT_ADDRESS_LIMITED',
      kind: 'rate-limited',
      retryAfterSeconds: 3600,
      headers: { 'ratelimit-policy': '"address";q=2;w=3600' },
    });
    expect(from('2001:db8:0:1::1')).toEqual({ effect: 'allow' });
  });

  it('asks nothing on a public route without @Throttle', () => {
    expect(setUp().call('live', { isAnonymous: true })).toBeUndefined();
  });

  it.each(['resolvable', 'tracked', 'endless', 'negative'] as const)(
    'reports a @Throttle that cannot be settled at boot (%s)',
    (name) => {
      const { call, findings } = setUp();
      call(name);
      expect(findings.map(({ problem }) => problem)).toEqual([
        '@Throttle({ default: … }) has values that cannot be settled at boot',
      ]);
    },
  );

  it('reports nothing on a route that can be settled', () => {
    const { call, findings } = setUp();
    call('ship');
    expect(findings).toEqual([]);
  });

  it('denies, without trying the next window, once one is exceeded', () => {
    const counted: string[] = [];
    const memory = new MemoryThrottlerStorage();
    const storage = {
      increment: memory.increment.bind(memory),
      hit: (hit: Parameters<MemoryThrottlerStorage['hit']>[0]) => {
        counted.push(hit.throttlerName);
        return memory.hit(hit);
      },
    };
    setUp({ options: { tiers: { free: 0 } }, storage }).call('approve');
    expect(counted).toEqual(['principal']);
  });

  it('walks asynchronously on a distributed storage, and denies when that fails', async () => {
    const storage = { increment: () => Promise.reject(new Error('connection lost')) };
    expect(await setUp({ storage }).ask('find')).toMatchObject({ code: 'ZT_DEPENDENCY_UNAVAILABLE' });
  });

  it('describes the limits of a route', () => {
    const { stage } = setUp();
    expect(stage.describe(routeOf(OrdersController, 'approve'))).toEqual([
      'per identity: tier in 900 s',
      'per identity: 1 in 60 s on this route',
    ]);
    expect(stage.describe(routeOf(OrdersController, 'register'))).toEqual([
      'per address: 2 in 3600 s on this route',
    ]);
  });
});
