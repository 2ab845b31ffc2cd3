import type { Principal } from 'nestjs-zero-trust';

/** The roles of a caller; none when the token has no such claim, `undefined` when the claim is malformed. */
export function rolesOf({ claims }: Principal): readonly string[] | undefined {
  const { roles = [] } = claims;
  if (!Array.isArray(roles)) return undefined;
  return roles.every((role) => typeof role === 'string') ? roles : undefined;
}

/**
 * Whether the token was issued to a service for itself and not for a person.
 *
 * @see RFC 9068, section 2.2: `sub` then stands for the client
 */
export function isService({ subject, clientId }: Principal): boolean {
  return subject === `service-account-${clientId}`;
}
