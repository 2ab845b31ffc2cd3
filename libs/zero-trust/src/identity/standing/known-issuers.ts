import { InvalidRequestError } from '../../kernel/errors.js';
import type { ResolvedIdentityOptions } from '../identity.options.js';

/** What says which issuers there are. */
export type IssuerNames = Pick<ResolvedIdentityOptions, 'certificates' | 'issuers'>;

/** Issuers of callers that are known by their certificates alone: a trust domain, or a word for all of a kind. */
const CERTIFICATE_ISSUER = /^(?:spiffe:\/\/[a-z0-9._-]{1,255}|x509:dns|x509:common-name)$/;

/** Whether callers may come from an issuer of this name, compared character by character. */
export function isKnownIssuer({ issuers, certificates }: IssuerNames, name: unknown): boolean {
  if (issuers.some(({ issuer }) => issuer === name)) return true;
  return certificates !== undefined && typeof name === 'string' && CERTIFICATE_ISSUER.test(name);
}

/** A measure against somebody of an issuer whom nobody can come from would do nothing, and look as if it did. */
export function unknownIssuer(): InvalidRequestError {
  const detail = "is none of the configured issuers; write it exactly as in 'iss' of the tokens";
  return new InvalidRequestError([{ pointer: '/issuer', detail }]);
}
