/**
 * Where an issuer keeps a claim: member names with full stops between them, `realm_access.roles`; or as a list, for names
 * that hold a full stop themselves, `['https://example.com/roles']`.
 */
export type ClaimPath = string | readonly string[];

/** The member names of a path, from the outermost object inwards. */
export function stepsOf(path: ClaimPath): readonly string[] {
  return typeof path === 'string' ? path.split('.') : [...path];
}

/** What a path leads to; `undefined` if nothing is there. */
export function follow(claims: Readonly<Record<string, unknown>>, steps: readonly string[]): unknown {
  return steps.reduce<unknown>(
    (holder, step) => (isObject(holder) && Object.hasOwn(holder, step) ? holder[step] : undefined),
    claims,
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
