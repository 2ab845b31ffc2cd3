import type { CertificateAuthority, CertificateRequest } from './certificate-authority.js';

/**
 * Makes a certificate authority with a self-signed certificate.
 *
 * @example
 * const authority = await createCertificateAuthority();
 * const billing = await authority.issue({ uris: ['spiffe://example.org/billing'] });
 */
export async function createCertificateAuthority(
  request: Pick<CertificateRequest, 'commonName' | 'notBefore' | 'notAfter'> = {},
): Promise<CertificateAuthority> {
  // It takes a tenth of a second to load what signs certificates, and most tests need none.
  const { selfSignedAuthority } = await import('./certificate-authority.js');
  return selfSignedAuthority(request);
}
