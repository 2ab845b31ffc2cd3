import { KeyUsageFlags } from '@peculiar/x509';
import { permits, type ParsedCertificate } from './parsed-certificate.js';
import type { RevocationFault, RevocationLists } from './revocation-lists.js';
import { Signatures } from './signatures.js';

/** Authorities between a certificate and one of `caFiles`. */
const MAX_DEPTH = 4;
/** How many certificates may come along with one: those between, and the root, which callers often add. */
export const MAX_PASSED_ON = MAX_DEPTH + 1;
const MIN_RSA_BITS = 2048;
const STRONG_HASHES = ['SHA-256', 'SHA-384', 'SHA-512', 'Ed25519', 'Ed448'];
const CLIENT_AUTHENTICATION = '1.3.6.1.5.5.7.3.2';

/** Why a certificate counts for nothing. */
export type CertificateFault =
  | 'expired'
  | 'not valid yet'
  | 'not for clients'
  | 'weak'
  | 'of an unknown authority'
  | 'of an authority that may not issue it'
  | 'of too long a chain'
  | RevocationFault;

/** A certificate to judge. */
export interface Judgement {
  readonly leaf: ParsedCertificate;
  /** What the caller sent along, at most {@link MAX_PASSED_ON}; each is believed only if an authority has signed it. */
  readonly intermediates: readonly ParsedCertificate[];
  readonly nowSeconds: number;
}

/** What a certificate is worth. */
export interface CertificateWorth {
  /** Why it counts for nothing; `undefined` if it is good. */
  readonly fault: CertificateFault | undefined;
  /** Until when this holds if the files do not change; seconds since the epoch. */
  readonly until: number;
}

/**
 * The authorities and lists that hold at one moment. Node checks chains in handshakes only; this also judges certificates
 * that a gateway passes on, and those of connections that have outlived a list.
 *
 * @see RFC 5280 §6.1; constraints on names and policies are not evaluated, an authority that has them is refused
 */
export class CertificateTrust {
  constructor(
    private readonly authorities: readonly ParsedCertificate[],
    private readonly lists: RevocationLists | undefined,
  ) {}

  judge({ leaf, intermediates, nowSeconds }: Judgement): CertificateWorth {
    const unfit = timeFault(leaf, nowSeconds) ?? purposeFault(leaf);
    if (unfit !== undefined) return { fault: unfit, until: nowSeconds };
    if (intermediates.length > MAX_PASSED_ON) return { fault: 'of too long a chain', until: nowSeconds };
    return this.judgeChain({
      certificate: leaf,
      passedOn: this.unknown(intermediates),
      signatures: new Signatures(),
      nowSeconds,
      depth: 0,
    });
  }

  /** Each once, so that repeating them makes no more paths; what is believed anyway leads no further. */
  private unknown(intermediates: readonly ParsedCertificate[]): readonly ParsedCertificate[] {
    const distinct = new Map(intermediates.map((one) => [one.thumbprint, one]));
    for (const { thumbprint } of this.authorities) distinct.delete(thumbprint);
    return [...distinct.values()];
  }

  private judgeChain(link: Link): CertificateWorth {
    const { certificate, signatures, nowSeconds } = link;
    if (isWeak(certificate)) return { fault: 'weak', until: nowSeconds };
    let worth: CertificateWorth = { fault: 'of an unknown authority', until: nowSeconds };
    for (const authority of this.authorities) {
      if (!signatures.has(authority, certificate)) continue;
      worth = this.judgeLink(authority, link);
      if (worth.fault === undefined) return worth;
    }
    return this.judgePassedOn(link) ?? worth;
  }

  /** @returns what it is worth by way of the certificates that came along; `undefined` if none of them has signed it */
  private judgePassedOn(link: Link): CertificateWorth | undefined {
    if (link.depth === MAX_DEPTH) return undefined;
    let worth: CertificateWorth | undefined;
    for (const authority of link.passedOn) {
      if (!link.signatures.has(authority, link.certificate)) continue;
      worth = this.judgeLink(authority, link);
      if (worth.fault === undefined) worth = least(worth, this.judgeChain(nextLink(authority, link)));
      if (worth.fault === undefined) return worth;
    }
    return worth;
  }

  /** One certificate, the authority that has signed it, and nothing further up. */
  private judgeLink(
    authority: ParsedCertificate,
    { certificate, nowSeconds, depth }: Link,
  ): CertificateWorth {
    const status = this.lists?.check(certificate, { authority, nowSeconds });
    const fault = authorityFault(authority, depth) ?? timeFault(authority, nowSeconds) ?? status?.fault;
    const until = Math.min(certificate.notAfter, authority.notAfter, status?.until ?? Infinity);
    return { fault, until: fault === undefined ? until : nowSeconds };
  }
}

interface Link {
  readonly certificate: ParsedCertificate;
  /** What may stand further up: no certificate stands twice on a path. */
  readonly passedOn: readonly ParsedCertificate[];
  readonly signatures: Signatures;
  readonly nowSeconds: number;
  /** Authorities between this certificate and the leaf, itself included. */
  readonly depth: number;
}

function nextLink(authority: ParsedCertificate, { passedOn, depth, ...rest }: Link): Link {
  const others = passedOn.filter((one) => one !== authority);
  return { ...rest, certificate: authority, passedOn: others, depth: depth + 1 };
}

/** What a path is worth of which both parts are. */
function least(one: CertificateWorth, other: CertificateWorth): CertificateWorth {
  return { fault: one.fault ?? other.fault, until: Math.min(one.until, other.until) };
}

function timeFault({ notBefore, notAfter }: ParsedCertificate, nowSeconds: number) {
  if (nowSeconds < notBefore) return 'not valid yet';
  return nowSeconds > notAfter ? 'expired' : undefined;
}

function purposeFault(leaf: ParsedCertificate): 'not for clients' | undefined {
  const fits =
    !leaf.isAuthority &&
    leaf.unhandledExtensions.length === 0 &&
    permits(leaf, KeyUsageFlags.digitalSignature) &&
    isForClients(leaf);
  return fits ? undefined : 'not for clients';
}

function authorityFault(authority: ParsedCertificate, depth: number): CertificateFault | undefined {
  const mayIssue =
    authority.isAuthority &&
    depth <= authority.pathLength &&
    authority.unhandledExtensions.length === 0 &&
    permits(authority, KeyUsageFlags.keyCertSign) &&
    isForClients(authority);
  if (!mayIssue) return 'of an authority that may not issue it';
  return isWeak(authority) ? 'weak' : undefined;
}

function isWeak({ x509, signatureHash }: ParsedCertificate): boolean {
  const bits = x509.publicKey.asymmetricKeyDetails?.modulusLength;
  return (bits !== undefined && bits < MIN_RSA_BITS) || !STRONG_HASHES.includes(signatureHash);
}

/** An authority for servers only may issue no client, as in OpenSSL's handshakes. */
function isForClients({ purposes }: ParsedCertificate): boolean {
  return purposes?.includes(CLIENT_AUTHENTICATION) ?? true;
}
