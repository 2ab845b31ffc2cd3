import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../kernel/clock.port.js';
import type { CertificateStore } from './certificate-store.js';
import type { ForwardedCertificateHeader } from './certificates.options.js';
import {
  findCertificateHeaders,
  NO_CERTIFICATE,
  type ClientCertificates,
  type PresentedCertificate,
} from './client-certificates.port.js';
import { ConnectionCertificates } from './connection-certificates.js';
import { GatewayCertificates } from './gateway-certificates.js';
import type { Handshakes } from './handshakes.js';

/** What certificates are read with. */
export interface CertificateReaderParts {
  readonly store: CertificateStore;
  readonly handshakes: Handshakes;
  readonly clock: Clock;
  readonly forwardedHeader: ForwardedCertificateHeader | undefined;
  readonly trustsForwardedNames: boolean;
  /** Whether the peer of a connection is one of the trusted proxies. */
  readonly isTrustedProxy: (address: string) => boolean;
}

/**
 * Reads the certificate of a request from where it can be believed: a trusted proxy passes on the one that it has seen,
 * which goes before its own; anybody else has shown one in the handshake.
 */
export class CertificateReader implements ClientCertificates {
  readonly #connections: ConnectionCertificates;
  readonly #gateways: GatewayCertificates | undefined;

  constructor(private readonly parts: CertificateReaderParts) {
    const { store, handshakes, clock, forwardedHeader: header, trustsForwardedNames } = parts;
    const trust = () => store.trust;
    this.#connections = new ConnectionCertificates({ trust, handshakes, clock });
    this.#gateways =
      header === undefined
        ? undefined
        : new GatewayCertificates({ header, trustsNames: trustsForwardedNames, trust, clock });
  }

  read(request: IncomingMessage): PresentedCertificate {
    if (this.#gateways !== undefined && this.isForwarded(request)) {
      const passedOn = this.#gateways.read(request);
      if (passedOn !== NO_CERTIFICATE) return passedOn;
    }
    // Asked here, because the others are nearly all and need no look at what is remembered.
    return 'encrypted' in request.socket ? this.#connections.read(request.socket) : NO_CERTIFICATE;
  }

  ignoredHeaders(request: IncomingMessage): readonly string[] | undefined {
    const found = findCertificateHeaders(request, undefined);
    if (found === undefined || this.#gateways === undefined || !this.isForwarded(request)) return found;
    return findCertificateHeaders(request, this.parts.forwardedHeader);
  }

  private isForwarded({ socket }: IncomingMessage): boolean {
    return this.parts.isTrustedProxy(socket.remoteAddress ?? '');
  }
}
