import 'reflect-metadata';
import { PublicKey, X509Crl } from '@peculiar/x509';
import { canonicalSerial, type ParsedCertificate } from './parsed-certificate.js';

/** One authority's list. */
interface RevocationList {
  /** Seconds since the epoch. */
  readonly thisUpdate: number;
  /** Seconds since the epoch after which the list says nothing any more. */
  readonly nextUpdate: number;
  /** Canonical serial numbers. */
  readonly revoked: ReadonlySet<string>;
}

/** Why a certificate must not be taken for unrevoked. */
export type RevocationFault =
  'revoked' | 'without a revocation list' | 'without an up-to-date revocation list';

/** What a list says of a certificate, and until when. */
export interface RevocationStatus {
  readonly fault: RevocationFault | undefined;
  /** Seconds since the epoch. */
  readonly until: number;
}

/** The revocation lists of all authorities, each signed by its own. */
export class RevocationLists {
  readonly #byAuthority: ReadonlyMap<string, RevocationList>;

  private constructor(lists: ReadonlyMap<string, RevocationList>) {
    this.#byAuthority = lists;
  }

  /**
   * Reads lists from DER; of several by one authority the latest counts.
   *
   * @throws Error if one is malformed, is signed by none of the authorities or has a critical extension (a list of
   * changes or of some certificates only would be taken for the whole)
   */
  static async read(
    lists: readonly Uint8Array[],
    authorities: readonly ParsedCertificate[],
  ): Promise<RevocationLists> {
    const found = new Map<string, RevocationList>();
    for (const der of lists) {
      const crl = new X509Crl(der);
      if (crl.extensions.some(({ critical }) => critical)) throw new Error('is not one complete list');
      const { keyId } = await signerOf(crl, authorities);
      const list = toList(crl);
      const known = found.get(keyId);
      if (known === undefined || known.thisUpdate <= list.thisUpdate) found.set(keyId, list);
    }
    return new RevocationLists(found);
  }

  /** What the list of `authority`, which has signed the certificate, says of it. */
  check(
    { serialNumber }: ParsedCertificate,
    { authority, nowSeconds }: { readonly authority: ParsedCertificate; readonly nowSeconds: number },
  ): RevocationStatus {
    const list = this.#byAuthority.get(authority.keyId);
    if (list === undefined) return { fault: 'without a revocation list', until: nowSeconds };
    const until = list.nextUpdate;
    if (list.revoked.has(serialNumber)) return { fault: 'revoked', until };
    return { fault: nowSeconds > until ? 'without an up-to-date revocation list' : undefined, until };
  }
}

async function signerOf(crl: X509Crl, authorities: readonly ParsedCertificate[]): Promise<ParsedCertificate> {
  for (const authority of authorities) {
    if (authority.subject !== crl.issuer) continue;
    const publicKey = new PublicKey(authority.x509.publicKey.export({ type: 'spki', format: 'der' }));
    if (await crl.verify({ publicKey })) return authority;
  }
  throw new Error('is signed by none of the authorities in caFiles');
}

function toList(crl: X509Crl): RevocationList {
  return {
    thisUpdate: crl.thisUpdate.getTime() / 1000,
    // RFC 5280 §5.1.2.5 demands this date; without it nobody could tell an old list from the latest.
    nextUpdate: (crl.nextUpdate?.getTime() ?? 0) / 1000,
    revoked: new Set(crl.entries.map(({ serialNumber }) => canonicalSerial(serialNumber))),
  };
}
