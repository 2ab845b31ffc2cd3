import type { Principal } from 'nestjs-zero-trust';

const SERVICE_SUBJECT = 'service-account-';

/**
 * Whether the token was issued to a service for itself and not for a person.
 *
 * @see RFC 9068, section 2.2: `sub` then stands for the client
 */
export function isService({ subject, clientId }: Principal): boolean {
  return subject === `${SERVICE_SUBJECT}${clientId}`;
}

/** Whether a subject is that of a service; nobody who registers gets such a one. */
export function isServiceSubject(subject: string): boolean {
  return subject.startsWith(SERVICE_SUBJECT);
}
