import { frozenSet } from '../../kernel/frozen-set.js';
import { isGrant } from './permission-name.js';

const NONE: ReadonlySet<string> = frozenSet([]);

/**
 * What a caller holds. With wildcards `has` answers for what they stand for, too; iterating gives what was granted. Values that
 * are no well-formed grant count for nothing.
 */
export function permissionSet(granted: Iterable<unknown>, wildcards: boolean): ReadonlySet<string> {
  const grants = [...granted].filter((value) => isGrant(value, wildcards));
  if (grants.length === 0) return NONE;
  const prefixes = grants.filter((grant) => grant.endsWith('*')).map((grant) => grant.slice(0, -1));
  return prefixes.length === 0 ? frozenSet(grants) : Object.freeze(new WildcardSet(grants, prefixes));
}

/** Holds whatever begins with one of the prefixes. */
class WildcardSet extends Set<string> {
  readonly #prefixes: readonly string[];

  constructor(grants: readonly string[], prefixes: readonly string[]) {
    super(grants);
    this.#prefixes = prefixes;
  }

  override has(permission: string): boolean {
    return super.has(permission) || this.#prefixes.some((prefix) => isBelow(permission, prefix));
  }
}

/** `users:` is no permission of its own, so that `users:*` stands for none. */
function isBelow(permission: string, prefix: string): boolean {
  return permission.length > prefix.length && permission.startsWith(prefix);
}
