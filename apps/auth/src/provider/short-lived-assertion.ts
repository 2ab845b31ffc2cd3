import { errors } from 'oidc-provider';

/** How far clocks may be apart. */
export const CLOCK_TOLERANCE_SECONDS = 10;

const LONGEST_ASSERTION_SECONDS = 300;

/** The times that an assertion claims. */
export interface AssertionTimes {
  readonly exp?: unknown;
  readonly iat?: unknown;
}

/**
 * A stolen assertion must not be worth much, and every used one is remembered until it expires.
 *
 * @throws InvalidClientAuth for an assertion that lives longer than 300 s
 */
export function assertShortLived({ exp, iat }: AssertionTimes, nowMs: number): void {
  const latest = nowMs / 1000 + LONGEST_ASSERTION_SECONDS + CLOCK_TOLERANCE_SECONDS;
  if (typeof exp !== 'number' || exp > latest)
    throw new errors.InvalidClientAuth(`client assertions must expire within ${LONGEST_ASSERTION_SECONDS} s`);
  if (iat !== undefined && typeof iat !== 'number')
    throw new errors.InvalidClientAuth('iat (JWT issued at) must be a number');
}
