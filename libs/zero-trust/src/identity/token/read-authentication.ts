import type { Actor, Authentication } from '../../kernel/principal.js';
import type { JsonObject } from './strict-json.js';
import { tokenRefused } from './token-refusals.js';

/**
 * Reads how the person signed in: `acr`, `amr` and `auth_time`, each where the issuer says so.
 *
 * @throws AccessDeniedError `ZT_TOKEN_INVALID`
 * @see RFC 9068 §2.2.1
 */
export function readAuthentication(claims: JsonObject): Authentication {
  return Object.freeze({
    acr: optional(claims, 'acr', isText, 'a string'),
    amr: Object.freeze(optional(claims, 'amr', isTexts, 'a list of strings') ?? []),
    time: optional(claims, 'auth_time', isTime, 'a whole, safe, non-negative number'),
  });
}

/**
 * Reads who acts on behalf of the subject; of a chain of actors, the present one.
 *
 * @param issuer - of the token
 * @throws AccessDeniedError `ZT_TOKEN_INVALID`
 * @see RFC 8693 §4.1
 */
export function readActor(claims: JsonObject, issuer: string): Actor | undefined {
  const act = optional(claims, 'act', isObject, 'an object');
  if (act === undefined) return undefined;
  const subject = optional(act, 'sub', isName, 'a string of at least one character');
  if (subject === undefined) throw tokenRefused('claims', 'act has no sub');
  return Object.freeze({
    issuer: optional(act, 'iss', isName, 'a string of at least one character') ?? issuer,
    subject,
    clientId: optional(act, 'client_id', isName, 'a string of at least one character'),
  });
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

function isName(value: unknown): value is string {
  return isText(value) && value !== '';
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
