import type { PolicySubject } from '../policy-input.js';

/**
 * Whether a caller is the one that an application names: by `sub` alone for subjects of type `user`, or as the relationship graph
 * writes it, `service:billing`. `alice` of a partner's issuer has another type, and is not our `alice`.
 */
export function isSameSubject({ principal }: PolicySubject, named: unknown): boolean {
  if (typeof named !== 'string' || named === '') return false;
  return principal.graphSubject === (named.includes(':') ? named : `user:${named}`);
}
