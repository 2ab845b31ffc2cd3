import type { PolicySubject } from '../policy-input.js';

/**
 * Whether a caller is the one that an application names: by `sub` alone for subjects of type `user`, or as the relationship graph
 * writes it, `service:billing`. `alice` of a partner's issuer has another type, and is not our `alice`.
 */
export function isSameSubject({ principal }: PolicySubject, named: unknown): boolean {
  if (typeof named !== 'string' || named === '') return false;
  return principal.graphSubject === (named.includes(':') ? named : `user:${named}`);
}

/**
 * Whether a caller is the person whom a path names: by `sub` alone, of subjects of type `user`. What the relationship graph
 * would read as another name of the same person is nobody, because a handler takes what the path says for an id.
 */
export function isNamedPerson(subject: PolicySubject, named: string | undefined): boolean {
  return named !== undefined && !named.includes(':') && isSameSubject(subject, named);
}
