/** One word without a wildcard, as it is demanded: `users:delete`. */
const PERMISSION = /^[^\s\p{C}*]+$/u;

/** What a grant may look like where wildcards are on: a permission, `users:*` or `*`. */
const GRANT = /^(?:[^\s\p{C}*]+|(?:[^\s\p{C}*]+:)?\*)$/u;

/** Tells whether a value is a permission that may be demanded. */
export function isPermission(value: unknown): value is string {
  return typeof value === 'string' && PERMISSION.test(value);
}

/** Tells whether a value may be granted. */
export function isGrant(value: unknown, wildcards: boolean): value is string {
  return isPermission(value) || (wildcards && typeof value === 'string' && GRANT.test(value));
}
