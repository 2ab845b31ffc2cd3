import { KeyUsageFlags } from '@peculiar/x509';
import type { ClientCertificate } from '../../kernel/client-certificate.js';
import { permits, type ParsedCertificate } from './parsed-certificate.js';
import { isSpiffeId } from './spiffe-id.js';

/** The names and dates of a certificate that has been verified. */
export function describeCertificate(
  certificate: ParsedCertificate,
  source: ClientCertificate['source'],
): ClientCertificate {
  const { commonNames } = certificate;
  return Object.freeze({
    source,
    thumbprint: certificate.thumbprint,
    spiffeIds: certificate.uris.filter(isSpiffeId),
    dnsNames: certificate.dnsNames,
    // Of two names nobody could say which is meant.
    commonName: commonNames.length === 1 ? commonNames[0] : undefined,
    issuedAt: certificate.notBefore,
    expiresAt: certificate.notAfter,
  });
}

/**
 * Whether names and key usage obey SPIFFE. A certificate that names a SPIFFE id names nothing else by URI; one that names
 * none is no SVID and needs not.
 *
 * @see X509-SVID §2, §4, §5.2
 */
export function obeysSpiffe(certificate: ParsedCertificate): boolean {
  if (!claimsSpiffe(certificate.uris)) return true;
  return (
    isOneSpiffeId(certificate.uris) &&
    certificate.keyUsage !== undefined &&
    !permits(certificate, KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign)
  );
}

/** Whether one of the names pretends to be a SPIFFE id. */
export function claimsSpiffe(uris: readonly string[]): boolean {
  return uris.some((uri) => /^spiffe:/i.test(uri));
}

/** Whether the names are exactly one SPIFFE id. */
export function isOneSpiffeId(uris: readonly string[]): boolean {
  return uris.length === 1 && isSpiffeId(uris[0] as string);
}
