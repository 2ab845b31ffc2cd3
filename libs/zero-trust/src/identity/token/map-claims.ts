import { follow } from '../../kernel/claim-path.js';
import type { JsonObject } from './strict-json.js';

/**
 * The claims under the names that the application knows: each mapped name holds what its path leads to, or nothing. What
 * the token itself has under a mapped name is dropped, so that nothing but the path decides.
 *
 * @param mapping - by the application's name, member names from the outermost object inwards
 */
export function mapClaims(
  claims: JsonObject,
  mapping: Readonly<Record<string, readonly string[]>>,
): JsonObject {
  const names = Object.keys(mapping);
  if (names.length === 0) return claims;
  const mapped: Record<string, unknown> = { ...claims };
  for (const name of names) {
    const value = follow(claims, mapping[name] ?? []);
    if (value === undefined) delete mapped[name];
    else mapped[name] = name === 'scope' ? scopeOf(value) : value;
  }
  return mapped;
}

/** Several authorization servers write scopes as a list, under a name of their own. */
function scopeOf(value: unknown): unknown {
  return Array.isArray(value) && value.every((scope) => typeof scope === 'string') ? value.join(' ') : value;
}
