import type { Server, Socket } from 'node:net';
import type { Clock } from '../../kernel/clock.port.js';
import type { CertificateTrust } from './certificate-trust.js';

/** How long a handshake is proof of what it has checked; seconds. */
const MAX_AGE_SECONDS = 300;
/** From then on answers end their connection, so that the next request comes with a new handshake; seconds. */
const RENEWAL_AGE_SECONDS = 240;

interface Handshake {
  readonly trust: CertificateTrust;
  /** Seconds since the epoch. */
  readonly at: number;
}

/** What handshakes are remembered with. */
export interface HandshakeParts {
  readonly trust: () => CertificateTrust;
  readonly clock: Clock;
}

/**
 * Remembers the handshake of each connection. It alone has seen which intermediates the client sent: until one of them
 * expires is not known here, so that what it has found holds for a short time only.
 */
export class Handshakes {
  /** By both ends of the connection, because the TLS socket comes only after the handshake. */
  readonly #handshakes = new Map<string, Handshake>();

  constructor(private readonly parts: HandshakeParts) {}

  /** Remembers from now on the connections of a server. */
  watch(server: Server): void {
    server.prependListener('connection', (socket: Socket) => {
      const ends = endsOf(socket);
      const handshake = { trust: this.parts.trust(), at: this.now() };
      this.#handshakes.set(ends, handshake);
      // A later connection may have the same ends.
      socket.once('close', () => this.#handshakes.get(ends) === handshake && this.#handshakes.delete(ends));
    });
  }

  /**
   * Until when the handshake of a connection is proof, in seconds since the epoch; `undefined` if it is none, because it
   * went by other rules or was long ago, or because the connection is another server's.
   */
  provenUntil(socket: Socket, trust: CertificateTrust): number | undefined {
    const known = this.#handshakes.get(endsOf(socket));
    if (known === undefined || known.trust !== trust) return undefined;
    const until = known.at + MAX_AGE_SECONDS;
    return this.now() > until ? undefined : until;
  }

  /** Whether a connection should end with the answer that is under way. */
  isDue(socket: Socket): boolean {
    const known = this.#handshakes.get(endsOf(socket));
    return known !== undefined && this.now() > known.at + RENEWAL_AGE_SECONDS;
  }

  private now(): number {
    return this.parts.clock.now() / 1000;
  }
}

/** One connection at a time has these two. */
function endsOf({ remoteAddress, remotePort, localAddress, localPort }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localAddress} ${localPort}`;
}
