import { isUtf8 } from 'node:buffer';
import { tokenRefused } from './token-refusals.js';

/** A JSON object of a token, before anything is known about its members. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Why bytes are not taken for a JSON object; a predicate. */
export type JsonFault =
  'has a member that occurs twice' | 'is nested too deeply' | 'is not a JSON object' | 'is not JSON in UTF-8';

/** Deepest nesting of objects and arrays; claims need a handful. */
const MAX_DEPTH = 32;
const QUOTE = 0x22;
const COLON = 0x3a;
const BACKSLASH = 0x5c;

/**
 * Parses bytes that must be a JSON object in UTF-8 in which no member name occurs twice: what a gateway before us took
 * from the first of two members is never read from the second here.
 *
 * @param part - names the bytes in the refusal
 * @throws AccessDeniedError `ZT_TOKEN_INVALID`
 * @see RFC 7515 §4, RFC 7519 §4
 */
export function parseJsonObject(bytes: Buffer, part: string): JsonObject {
  const parsed = readJsonObject(bytes);
  if (typeof parsed === 'string') throw tokenRefused('malformed', `the ${part} ${parsed}`);
  return parsed;
}

/** As {@link parseJsonObject}, but says what is wrong instead of refusing a token. */
export function readJsonObject(bytes: Buffer): JsonObject | JsonFault {
  if (!isUtf8(bytes)) return 'is not JSON in UTF-8';
  const text = bytes.toString('utf8');
  const value = parse(text);
  if (value === undefined) return 'is not JSON in UTF-8';
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'is not a JSON object';
  const members = countMembers(value, MAX_DEPTH);
  if (members === undefined) return 'is nested too deeply';
  // Of two members with one name only the last is kept, so that fewer are there than were written.
  return members === countColons(text) ? (value as JsonObject) : 'has a member that occurs twice';
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Members of all objects together; `undefined` below the deepest level. */
function countMembers(value: object, depth: number): number | undefined {
  if (depth === 0) return undefined;
  const parts: readonly unknown[] = Object.values(value);
  let count = Array.isArray(value) ? 0 : parts.length;
  for (const part of parts) {
    if (typeof part !== 'object' || part === null) continue;
    const below = countMembers(part, depth - 1);
    if (below === undefined) return undefined;
    count += below;
  }
  return count;
}

/** Colons outside of strings, one for each member, in a text that is known to be JSON. */
function countColons(json: string): number {
  let count = 0;
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code === COLON) count += 1;
    else if (code === QUOTE) at = endOfString(json, at);
  }
  return count;
}

/** Where the string that begins at `start` has its closing quote. */
function endOfString(json: string, start: number): number {
  let end = json.indexOf('"', start + 1);
  while (isEscaped(json, end)) end = json.indexOf('"', end + 1);
  return end;
}

function isEscaped(json: string, at: number): boolean {
  let first = at;
  while (json.charCodeAt(first - 1) === BACKSLASH) first -= 1;
  return (at - first) % 2 === 1;
}
