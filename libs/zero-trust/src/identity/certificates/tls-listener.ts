import { once } from 'node:events';
import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import { Logger } from '@nestjs/common';
import type { CertificateStore } from './certificate-store.js';
import type { TlsListenerOptions } from './certificates.options.js';
import type { Handshakes } from './handshakes.js';

const HANDSHAKE_TIMEOUT_MS = 10_000;
/** All but the first are answered by Node itself if nobody listens. */
const REQUEST_EVENTS = ['request', 'checkContinue', 'checkExpectation'] as const;
/** Events that Node deals with by itself if nobody listens. */
const OPTIONAL_EVENTS = ['clientError', 'upgrade'] as const;

/** What {@link TlsListener} is made of. */
export interface TlsListenerParts {
  readonly options: Required<TlsListenerOptions>;
  readonly store: CertificateStore;
  readonly handshakes: Handshakes;
}

/**
 * A second way into the application: TLS, for callers that show a certificate of the configured authorities. What comes
 * in is handed to the application's own server, so that both ways lead through the same pipeline.
 */
export class TlsListener {
  readonly #logger = new Logger('ZeroTrust');
  #server: Server | undefined;

  constructor(private readonly parts: TlsListenerParts) {}

  /** Whether `server` is this listener's. */
  owns(server: unknown): boolean {
    return server !== undefined && server === this.#server;
  }

  /** Where it listens; `undefined` if it does not. */
  address(): ReturnType<Server['address']> | undefined {
    return this.#server?.address() ?? undefined;
  }

  /**
   * Listens, and hands every request to `main` as long as that listens too.
   *
   * @throws Error of Node if the address cannot be bound
   */
  async start(main: HttpServer): Promise<void> {
    const { options, store, handshakes } = this.parts;
    const server = createServer({
      ...store.tls,
      requestCert: true,
      rejectUnauthorized: true,
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    });
    copyLimits(main, server);
    this.handOver(server, main);
    server.on('tlsClientError', (error, socket) => this.reportRefusal(error, socket));
    handshakes.watch(server);
    store.onReload((tls) => server.setSecureContext(tls));
    server.listen(options.port, options.host);
    await once(server, 'listening');
    this.#server = server;
  }

  /** Takes no new connection, waits for the requests under way, and cuts off what takes too long. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined || !server.listening) return;
    const closed = once(server, 'close');
    server.close();
    const isOver = await Promise.race([
      closed.then(() => true),
      delay(this.parts.options.drainSeconds * 1000, false, { ref: false }),
    ]);
    if (!isOver) server.closeAllConnections();
  }

  private handOver(server: Server, main: HttpServer): void {
    for (const event of REQUEST_EVENTS) {
      if (event !== 'request' && main.listenerCount(event) === 0) continue;
      server.on(event, (request: IncomingMessage, response: ServerResponse) => {
        if (this.parts.handshakes.isDue(request.socket)) response.setHeader('connection', 'close');
        // Before the application listens it is not ready, and afterwards it is going.
        if (main.listening) main.emit(event, request, response);
        else response.destroy();
      });
    }
    for (const event of OPTIONAL_EVENTS) {
      if (main.listenerCount(event) === 0) continue;
      server.on(event, (...parts: readonly unknown[]) => void main.emit(event, ...parts));
    }
  }

  /** There is no request yet that could be recorded, and anybody can cause as many of these as he likes. */
  private reportRefusal(error: Error, { authorizationError, remoteAddress }: TLSSocket): void {
    const { code } = error as NodeJS.ErrnoException;
    const reason = String(authorizationError ?? code ?? error.name);
    this.#logger.debug({ event: 'handshake-refused', reason, sourceAddress: remoteAddress });
  }
}

function copyLimits(from: HttpServer, to: Server): void {
  to.headersTimeout = from.headersTimeout;
  to.requestTimeout = from.requestTimeout;
  to.keepAliveTimeout = from.keepAliveTimeout;
  to.maxHeadersCount = from.maxHeadersCount;
  to.maxRequestsPerSocket = from.maxRequestsPerSocket;
  to.timeout = from.timeout;
}
