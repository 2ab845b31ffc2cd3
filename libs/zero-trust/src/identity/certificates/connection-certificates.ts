import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Clock } from '../../kernel/clock.port.js';
import { describeCertificate, obeysSpiffe } from './certificate-names.js';
import { faulty, NO_CERTIFICATE, type PresentedCertificate } from './client-certificates.port.js';
import type { CertificateTrust } from './certificate-trust.js';
import type { Handshakes } from './handshakes.js';
import { parseCertificate, type ParsedCertificate } from './parsed-certificate.js';

const UNREADABLE = faulty('the certificate cannot be read');

/** What is known of one connection. */
interface Connection {
  readonly leaf: ParsedCertificate;
  readonly presented: PresentedCertificate;
  /** What `presented` rests on. */
  readonly trust: CertificateTrust;
  /** Seconds since the epoch after which the certificate must be judged again. */
  readonly until: number;
}

/** What the certificates of connections are judged with. */
export interface ConnectionParts {
  readonly trust: () => CertificateTrust;
  readonly handshakes: Handshakes;
  readonly clock: Clock;
}

/**
 * The certificates that callers have shown in TLS handshakes. A connection may outlive its certificate, the revocation
 * list or the authority of its handshake, so each is judged anew when one of these changes.
 */
export class ConnectionCertificates {
  readonly #connections = new WeakMap<Socket, Connection>();

  constructor(private readonly parts: ConnectionParts) {}

  read(socket: Socket): PresentedCertificate {
    const known = this.#connections.get(socket);
    const trust = this.parts.trust();
    const nowSeconds = this.parts.clock.now() / 1000;
    if (known !== undefined && known.trust === trust && nowSeconds <= known.until) return known.presented;
    if (!(socket instanceof TLSSocket)) return NO_CERTIFICATE;
    const shown = socket.getPeerX509Certificate();
    if (shown === undefined) return NO_CERTIFICATE;
    const leaf = known?.leaf ?? parseIfReadable(shown.raw);
    if (leaf === undefined) return UNREADABLE;
    const { presented, until } = this.judge(leaf, { socket, trust, nowSeconds });
    const kept = isSame(known?.presented, presented) ? (known as Connection).presented : presented;
    this.#connections.set(socket, { leaf, presented: kept, trust, until });
    return kept;
  }

  private judge(
    leaf: ParsedCertificate,
    { socket, trust, nowSeconds }: { socket: Socket; trust: CertificateTrust; nowSeconds: number },
  ): Pick<Connection, 'presented' | 'until'> {
    const { fault, until } = trust.judge({ leaf, intermediates: [], nowSeconds });
    // Node does not tell which intermediates a client sent; the handshake has checked them, with the files of its time.
    const proven =
      fault === 'of an unknown authority' ? this.parts.handshakes.provenUntil(socket, trust) : undefined;
    if (fault !== undefined && proven === undefined)
      return { presented: faulty(`the certificate is ${fault}`), until };
    if (!obeysSpiffe(leaf)) return { presented: faulty('the certificate is no valid X.509-SVID'), until };
    const presented = { certificate: describeCertificate(leaf, 'tls'), fault: undefined };
    return { presented, until: proven === undefined ? until : Math.min(proven, leaf.notAfter) };
  }
}

/** What OpenSSL has accepted may still be more than what is understood here. */
function parseIfReadable(der: Uint8Array): ParsedCertificate | undefined {
  try {
    return parseCertificate(der);
  } catch {
    return undefined;
  }
}

/** The same certificate stays the same object, which others keep what they know of it by. */
function isSame(known: PresentedCertificate | undefined, found: PresentedCertificate): boolean {
  return known?.certificate !== undefined && known.certificate.thumbprint === found.certificate?.thumbprint;
}
