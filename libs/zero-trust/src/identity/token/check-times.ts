import type { JsonObject } from './strict-json.js';
import { tokenExpired, tokenRefused } from './token-refusals.js';

/** The present, and how much a token's times may deviate from it. */
export interface TimeLimits {
  /** Seconds since the epoch. */
  readonly nowSeconds: number;
  readonly clockToleranceSeconds: number;
  readonly maxTokenLifetimeSeconds: number;
}

/** When a token was issued and when it ends, in seconds since the epoch. */
export interface TokenTimes {
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/**
 * Judges `exp`, `iat` and `nbf`: whole, safe numbers; neither from the future nor past; a life that is no longer than
 * agreed.
 *
 * @returns `iat` and `exp`, in seconds since the epoch
 * @throws AccessDeniedError `ZT_TOKEN_EXPIRED`, `ZT_TOKEN_INVALID`
 * @see RFC 9068 §2.2, RFC 7519 §4.1
 */
export function checkTimes(claims: JsonObject, limits: TimeLimits): TokenTimes {
  const exp = wholeSeconds(claims, 'exp');
  const iat = wholeSeconds(claims, 'iat');
  const nbf = Object.hasOwn(claims, 'nbf') ? wholeSeconds(claims, 'nbf') : 0;
  const latestStart = limits.nowSeconds + limits.clockToleranceSeconds;
  if (iat > latestStart) throw tokenRefused('time', 'iat lies in the future');
  if (nbf > latestStart) throw tokenRefused('time', 'nbf lies in the future');
  if (exp <= iat) throw tokenRefused('claims', 'exp is not after iat');
  if (exp - iat > limits.maxTokenLifetimeSeconds) {
    throw tokenRefused('lifetime', `exp is more than ${limits.maxTokenLifetimeSeconds} s after iat`);
  }
  if (exp <= limits.nowSeconds - limits.clockToleranceSeconds) throw tokenExpired();
  return { issuedAt: iat, expiresAt: exp };
}

function wholeSeconds(claims: JsonObject, name: 'exp' | 'iat' | 'nbf'): number {
  const value = claims[name];
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw tokenRefused('claims', `${name} is not a whole, safe, non-negative number`);
  }
  return value;
}
