import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import { boundRequestTimes } from '@sample/shared';
import type { AuthEnvironment } from '../auth.tokens.js';
import { listenerFiles, readCertificates, type ListenerFiles } from './listener-files.js';

/** What the listener is made of. */
export interface MtlsListenerParts {
  readonly environment: AuthEnvironment;
  readonly handler: RequestListener;
  /** Hears of files that cannot be used; what was in use stays. */
  readonly onFault: (error: unknown) => void;
  /** How often the files are looked at, milliseconds. @defaultValue 10000 */
  readonly reloadMs?: number;
}

const RELOAD_MS = 10_000;

/**
 * A second listener, for services that prove themselves with a certificate (RFC 8705). Nobody gets through the handshake
 * without one of the configured authority. Files that change take effect by themselves, and end the connections from
 * before: their certificates were judged by what no longer holds.
 */
export class MtlsListener {
  readonly #timer: NodeJS.Timeout;
  #reported: string | undefined;

  private constructor(
    private readonly parts: MtlsListenerParts,
    private readonly files: ListenerFiles,
    private readonly server: Server,
    private fingerprint: string,
  ) {
    this.#timer = setInterval(() => void this.#reload(), parts.reloadMs ?? RELOAD_MS).unref();
  }

  /**
   * @returns undefined where `AUTH_MTLS_PORT` is not set
   * @throws EnvironmentError when only some of the files are set, or none in production
   */
  static async listen(parts: MtlsListenerParts): Promise<MtlsListener | undefined> {
    const { authMtlsPort, host } = parts.environment;
    if (authMtlsPort === undefined) return undefined;
    const files = await listenerFiles(parts.environment);
    const { tls, fingerprint } = await readCertificates(files);
    const demands = { requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.2' } as const;
    const server = createServer({ ...tls, ...demands }, parts.handler);
    boundRequestTimes(server);
    server.listen(authMtlsPort, host);
    await once(server, 'listening');
    return new MtlsListener(parts, files, server, fingerprint);
  }

  close(): void {
    clearInterval(this.#timer);
    this.server.closeAllConnections();
    this.server.close();
  }

  async #reload(): Promise<void> {
    try {
      const { tls, fingerprint } = await readCertificates(this.files);
      if (fingerprint === this.fingerprint) return;
      this.server.setSecureContext({ ...tls, minVersion: 'TLSv1.2' });
      this.fingerprint = fingerprint;
      this.#reported = undefined;
      this.server.closeAllConnections();
    } catch (error) {
      this.#report(error);
    }
  }

  /** Once for each fault, not each time that the files are looked at. */
  #report(error: unknown): void {
    const fault = String(error);
    if (fault === this.#reported) return;
    this.#reported = fault;
    this.parts.onFault(error);
  }
}
