import { hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { LRUCache } from 'lru-cache';
import type { ClientCertificate } from '../../kernel/client-certificate.js';
import type { Clock } from '../../kernel/clock.port.js';
import { claimsSpiffe, describeCertificate, isOneSpiffeId, obeysSpiffe } from './certificate-names.js';
import type { ForwardedCertificateHeader } from './certificates.options.js';
import { MAX_PASSED_ON, type CertificateTrust } from './certificate-trust.js';
import { readClientCert } from './client-cert-header.js';
import { faulty, NO_CERTIFICATE, type PresentedCertificate } from './client-certificates.port.js';
import { readForwardedClientCert, type ForwardedClientCert } from './forwarded-client-cert.js';
import { parseCertificate, type ParsedCertificate } from './parsed-certificate.js';
import { readPemBlocks } from './pem.js';

const MAX_REMEMBERED = 1_000;
/** How long names are believed that a gateway vouches for without showing the certificate. */
const VOUCHED_SECONDS = 60;
const UNSHOWN = faulty('named in x-forwarded-client-cert but not shown, and trustsForwardedNames is not set');

/** What the certificates of gateways are judged with. */
export interface GatewayParts {
  readonly header: ForwardedCertificateHeader;
  /** Whether the gateway is believed who its client is where it does not show the certificate. */
  readonly trustsNames: boolean;
  readonly trust: () => CertificateTrust;
  readonly clock: Clock;
}

interface Remembered {
  readonly presented: PresentedCertificate;
  readonly trust: CertificateTrust;
  readonly until: number;
}

interface Chain {
  readonly leaf: ParsedCertificate;
  readonly intermediates: readonly ParsedCertificate[];
}

/**
 * The certificates that a gateway passes on. Who sends the header has been checked before; the certificate itself is
 * judged as if it had been shown here, if the gateway passes on the whole of it.
 */
export class GatewayCertificates {
  readonly #remembered = new LRUCache<string, Remembered>({ max: MAX_REMEMBERED });

  constructor(private readonly parts: GatewayParts) {}

  read({ rawHeaders }: IncomingMessage): PresentedCertificate {
    const { header, trust: current, clock } = this.parts;
    const lines = linesOf(rawHeaders, header);
    const chain = header === 'client-cert' ? linesOf(rawHeaders, 'client-cert-chain') : [];
    if (lines.length === 0 && chain.length === 0) return NO_CERTIFICATE;
    const trust = current();
    const nowSeconds = clock.now() / 1000;
    const key = hash('sha256', JSON.stringify([lines, chain]), 'base64');
    const known = this.#remembered.get(key);
    if (known !== undefined && known.trust === trust && nowSeconds <= known.until) return known.presented;
    const judged = this.judge({ lines, chain }, { trust, nowSeconds });
    this.#remembered.set(key, { ...judged, trust });
    return judged.presented;
  }

  private judge(received: Received, present: Present): Judged {
    try {
      return this.parts.header === 'client-cert'
        ? judgeClientCert(received, present)
        : this.judgeForwardedClientCert(received.lines, present);
    } catch {
      // What a parser says may quote the header.
      return { presented: faulty(`the header ${this.parts.header} is malformed`), until: present.nowSeconds };
    }
  }

  private judgeForwardedClientCert(lines: readonly string[], present: Present): Judged {
    const element = readForwardedClientCert(lines);
    const pem = `${element.certificate ?? ''}\n${element.chain ?? ''}`;
    const [leaf, ...others] = readPemBlocks(pem, 'CERTIFICATE');
    if (leaf === undefined) {
      if (this.parts.trustsNames) return vouchedFor(element, present);
      return { presented: UNSHOWN, until: present.nowSeconds };
    }
    const chain = parseChain(leaf, others);
    const digest = Buffer.from(element.hash ?? '', 'hex').toString('base64url');
    if (element.hash !== undefined && digest !== chain.leaf.thumbprint)
      throw new Error('Hash is of another certificate');
    return judgeChain(chain, { ...present, source: 'x-forwarded-client-cert' });
  }
}

interface Received {
  readonly lines: readonly string[];
  readonly chain: readonly string[];
}

interface Present {
  readonly trust: CertificateTrust;
  readonly nowSeconds: number;
}

type Judged = Omit<Remembered, 'trust'>;

/** Every occurrence of a header; names and values alternate. */
function linesOf(rawHeaders: readonly string[], name: string): readonly string[] {
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
}

function judgeClientCert({ lines, chain }: Received, present: Present): Judged {
  const { leaf, intermediates } = readClientCert(lines, chain);
  return judgeChain(parseChain(leaf, intermediates), { ...present, source: 'client-cert' });
}

/** Each once; of what is too much to be judged only enough is read for that to be found. */
function parseChain(leaf: Buffer, others: readonly Buffer[]): Chain {
  const distinct = new Map(others.map((der) => [der.toString('base64'), der]));
  distinct.delete(leaf.toString('base64'));
  const read = [...distinct.values()].slice(0, MAX_PASSED_ON + 1);
  return { leaf: parseCertificate(leaf), intermediates: read.map(parseCertificate) };
}

function judgeChain(
  { leaf, intermediates }: Chain,
  { trust, nowSeconds, source }: Present & { readonly source: ClientCertificate['source'] },
): Judged {
  const { fault, until } = trust.judge({ leaf, intermediates, nowSeconds });
  if (fault !== undefined) return { presented: faulty(`the certificate is ${fault}`), until };
  if (!obeysSpiffe(leaf)) return { presented: faulty('the certificate is no valid X.509-SVID'), until };
  return { presented: { certificate: describeCertificate(leaf, source), fault: undefined }, until };
}

/** The gateway says only whom it has verified, not by which certificate. */
function vouchedFor(
  { hash: digest, certificate, chain, uris, dnsNames }: ForwardedClientCert,
  present: Present,
): Judged {
  const isEmpty = certificate === undefined && chain === undefined;
  if (digest === undefined || !isEmpty) throw new Error('neither Hash nor Cert');
  if (claimsSpiffe(uris) && !isOneSpiffeId(uris)) throw new Error('not exactly one SPIFFE id');
  const until = Math.floor(present.nowSeconds) + VOUCHED_SECONDS;
  const described = {
    source: 'x-forwarded-client-cert',
    thumbprint: Buffer.from(digest, 'hex').toString('base64url'),
    spiffeIds: uris.filter((uri) => isOneSpiffeId([uri])),
    dnsNames,
    commonName: undefined,
    issuedAt: 0,
    expiresAt: until,
  } as const;
  return { presented: { certificate: Object.freeze(described), fault: undefined }, until };
}
