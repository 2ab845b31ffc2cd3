import {
  THROTTLER_BLOCK_DURATION,
  THROTTLER_KEY_GENERATOR,
  THROTTLER_LIMIT,
  THROTTLER_SKIP,
  THROTTLER_TRACKER,
  THROTTLER_TTL,
} from '@nestjs/throttler/dist/throttler.constants.js';
import type { RouteDeclaration } from '../../kernel/route-declaration.js';
import type { ReportFinding } from '../../kernel/stage.js';

/** What one name of `@Throttle({ name: { limit, ttl, blockDuration } })` says. */
export interface DeclaredThrottle {
  readonly name: string;
  readonly limit: number;
  readonly windowMs: number;
  readonly blockMs: number;
}

/** Name of the throttler that `@SkipThrottle()` skips when it is given none. */
const DEFAULT_THROTTLER = 'default';

/** Whether `@SkipThrottle()` stands on the route. */
export function skipsThrottling(route: RouteDeclaration): boolean {
  return isSkipped(route, DEFAULT_THROTTLER);
}

/**
 * Reads `@Throttle` and `@SkipThrottle` of `@nestjs/throttler` from the method, or else its class. Values that could only
 * be known per request are reported: limits are compiled at boot.
 */
export function declaredThrottles(
  route: RouteDeclaration,
  report: ReportFinding,
): readonly DeclaredThrottle[] {
  return throttlerNames(route)
    .filter((name) => !isSkipped(route, name))
    .flatMap((name) => readThrottle(route, name) ?? reportUnsettled(name, report));
}

function readThrottle(route: RouteDeclaration, name: string): DeclaredThrottle | undefined {
  const limit = route.foreign(THROTTLER_LIMIT + name);
  const windowMs = route.foreign(THROTTLER_TTL + name);
  const blockMs = route.foreign(THROTTLER_BLOCK_DURATION + name) ?? 0;
  const isCustom = [THROTTLER_TRACKER, THROTTLER_KEY_GENERATOR].some(
    (key) => route.foreign(key + name) !== undefined,
  );
  if (isCustom || !isCount(limit) || !isCount(windowMs) || windowMs === 0 || !isCount(blockMs))
    return undefined;
  return { name, limit, windowMs, blockMs };
}

function reportUnsettled(name: string, report: ReportFinding): readonly DeclaredThrottle[] {
  report({
    problem: `@Throttle({ ${name}: … }) has values that cannot be settled at boot`,
    remedy:
      'Give limit, ttl and blockDuration as whole numbers (ttl above 0, in milliseconds), without getTracker and ' +
      'generateKey: the library counts per identity, or per address on @Public routes.',
  });
  return [];
}

function throttlerNames(route: RouteDeclaration): readonly string[] {
  const keys = [route.handler, route.controller].flatMap((holder): unknown[] =>
    Reflect.getMetadataKeys(holder),
  );
  const names = keys.flatMap((key) =>
    typeof key === 'string' && key.startsWith(THROTTLER_LIMIT) ? [key.slice(THROTTLER_LIMIT.length)] : [],
  );
  return [...new Set(names)];
}

function isSkipped(route: RouteDeclaration, name: string): boolean {
  return route.foreign(THROTTLER_SKIP + name) === true;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
