import type { ClientCertificate } from '../../kernel/client-certificate.js';
import { allow, type Decision } from '../../kernel/decision.js';
import { certificateMismatch } from './possession-refusals.js';

const BOUND_TO_CERTIFICATE = allow({ boundTo: 'client certificate' });

/**
 * Whether the caller has shown the certificate that its token is bound to.
 *
 * @see RFC 8705 §3
 */
export function checkCertificate(
  certificate: ClientCertificate | undefined,
  x5tS256: string | undefined,
): Decision {
  if (certificate === undefined) return certificateMismatch('no client certificate has been shown');
  if (x5tS256 === undefined || certificate.thumbprint !== x5tS256)
    return certificateMismatch('another client certificate has been shown');
  return BOUND_TO_CERTIFICATE;
}
