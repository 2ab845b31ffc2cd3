import type { Authentication } from '../../kernel/principal.js';
import type { JsonObject } from './strict-json.js';
import { tokenRefused } from './token-refusals.js';

/**
 * Reads how the person signed in: `acr`, `amr` and `auth_time`, each where the issuer says so.
 *
 * @throws AccessDeniedError `ZT_TOKEN_INVALID`
 * @see RFC 9068 §2.2.1
 */
export function readAuthentication(claims: JsonObject): Authentication {
  return {
    acr: optional(claims, 'acr', isText, 'a string'),
    amr: optional(claims, 'amr', isTexts, 'a list of strings') ?? [],
    time: optional(claims, 'auth_time', isTime, 'a whole, safe, non-negative number'),
  };
}

/**
 * Reads who acts on behalf of the subject; of a chain of actors, the present one.
 *
 * @throws AccessDeniedError `ZT_TOKEN_INVALID`
 * @see RFC 8693 §4.1
 */
export function readActor(claims: JsonObject): string | undefined {
  return optional(claims, 'act', isActor, 'an object with a sub')?.sub;
}

function optional<T>(
  claims: JsonObject,
  name: string,
  isValid: (value: unknown) => value is T,
  expected: string,
): T | undefined {
  if (!Object.hasOwn(claims, name)) return undefined;
  const value = claims[name];
  if (!isValid(value)) throw tokenRefused('claims', `${name} is not ${expected}`);
  return value;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText);
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isActor(value: unknown): value is { readonly sub: string } {
  return (
    typeof value === 'object' && value !== null && 'sub' in value && isText(value.sub) && value.sub !== ''
  );
}
