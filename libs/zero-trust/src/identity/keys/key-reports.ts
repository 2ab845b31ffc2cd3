import type { RejectedKey } from './key-set.js';

const MAX_SHOWN_KID_LENGTH = 64;

/** One line for the log: which keys of an issuer are not used, why, and what to do. */
export function describeRejectedKeys(issuer: string, rejected: readonly RejectedKey[]): string {
  const faults = rejected.map(describeKey).join('; ');
  return `Keys of ${issuer} were left out: ${faults}. Tokens signed with them are refused; mend the issuer's JWKS.`;
}

/** Which key of a key set is meant, and what is wrong with it. */
export function describeKey({ index, kid, reason }: RejectedKey): string {
  const name = kid === undefined ? '' : ` (kid ${JSON.stringify(kid.slice(0, MAX_SHOWN_KID_LENGTH))})`;
  return `key ${index}${name} ${reason}`;
}

/** Why a fetch failed, without what the server answered. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  const code = (error.cause as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? `${error.message} (${code})` : error.message;
}
