import type { ParsedCertificate } from './parsed-certificate.js';

/** Who has signed what, each checked once: paths through the same certificates ask the same again. */
export class Signatures {
  readonly #checked = new Map<string, boolean>();

  /** Whether `authority` has signed the certificate. */
  has(authority: ParsedCertificate, certificate: ParsedCertificate): boolean {
    // The cheap comparison of names first.
    if (authority.subject !== certificate.issuer) return false;
    const key = `${authority.thumbprint} ${certificate.thumbprint}`;
    const known = this.#checked.get(key);
    if (known !== undefined) return known;
    const { x509 } = certificate;
    const isSigned = x509.checkIssued(authority.x509) && x509.verify(authority.x509.publicKey);
    this.#checked.set(key, isSigned);
    return isSigned;
  }
}
