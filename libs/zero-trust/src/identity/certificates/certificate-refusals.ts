import { bearerChallenge } from '../../kernel/bearer-challenge.js';
import { deny, type Deny } from '../../kernel/decision.js';

/** A certificate came that counts for nothing. No request follows on its connection, so that a new one is shown. */
export function certificateRefused(reason: string): Deny {
  return deny({
    code: 'ZT_CERTIFICATE_INVALID',
    kind: 'unauthenticated',
    detail: 'The client certificate is not acceptable here. Connect anew with one that is valid.',
    reason,
    headers: { 'www-authenticate': bearerChallenge(), connection: 'close' },
  });
}

/** A good certificate without a token, of a service that nothing is granted to. */
export function serviceUnknown(names: readonly string[]): Deny {
  return deny({
    code: 'ZT_SERVICE_UNKNOWN',
    kind: 'unauthenticated',
    detail: 'The client certificate is valid but stands for no service that may call without a token.',
    reason: 'no entry of identity.certificates.services names the service',
    evidence: { names },
    headers: { 'www-authenticate': bearerChallenge() },
  });
}

/** The route is for services, and none has shown its certificate. */
export function certificateMissing(required: readonly string[]): Deny {
  return deny({
    code: 'ZT_CERTIFICATE_MISSING',
    kind: 'forbidden',
    detail: 'Only certain services may do this. Call with the client certificate of one of them.',
    reason: 'no client certificate',
    evidence: { required },
  });
}

/** Another service than the route is for. */
export function serviceRefused(required: readonly string[], names: readonly string[]): Deny {
  return deny({
    code: 'ZT_SERVICE_REFUSED',
    kind: 'forbidden',
    detail: 'The service that the client certificate stands for may not do this.',
    reason: 'the certificate names none of the services that may call',
    evidence: { required, names },
  });
}
