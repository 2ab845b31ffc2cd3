import { tokenRefused } from './token-refusals.js';

/** A JSON object of a token, before anything is known about its members. */
export type JsonObject = Readonly<Record<string, unknown>>;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const TOKENS = /"(?:[^"\\]|\\.)*"(?<key>\s*:)?|[{}]/gsu;

/**
 * Parses bytes that must be a JSON object in UTF-8 in which no member name occurs twice: what a gateway before us took
 * from the first of two members is never read from the second here.
 *
 * @param part - names the bytes in the refusal
 * @throws AccessDeniedError `ZT_TOKEN_INVALID`
 * @see RFC 7515 §4, RFC 7519 §4
 */
export function parseJsonObject(bytes: Uint8Array, part: string): JsonObject {
  const { text, value } = parse(bytes, part);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw tokenRefused('malformed', `the ${part} is not a JSON object`);
  }
  if (hasDuplicateMembers(text)) throw tokenRefused('malformed', `a member of the ${part} occurs twice`);
  return value as JsonObject;
}

function parse(bytes: Uint8Array, part: string): { text: string; value: unknown } {
  try {
    const text = utf8.decode(bytes);
    return { text, value: JSON.parse(text) };
  } catch {
    throw tokenRefused('malformed', `the ${part} is not JSON in UTF-8`);
  }
}

/** Walks over the strings and braces of a text that is known to be JSON. */
function hasDuplicateMembers(json: string): boolean {
  const open: Set<string>[] = [];
  for (const match of json.matchAll(TOKENS)) {
    const [token] = match;
    if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    else if (match.groups?.['key'] !== undefined && isRepeated(open.at(-1), token)) return true;
  }
  return false;
}

function isRepeated(members: Set<string> | undefined, token: string): boolean {
  const name = JSON.parse(token.slice(0, token.lastIndexOf('"') + 1)) as string;
  const repeated = members?.has(name) ?? false;
  members?.add(name);
  return repeated;
}
