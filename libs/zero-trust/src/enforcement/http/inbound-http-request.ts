import type { IncomingMessage } from 'node:http';
import type { ClientCertificates, PresentedCertificate } from '../../identity/index.js';
import type { ClientCertificate } from '../../kernel/client-certificate.js';
import type { InboundRequest } from '../../kernel/inbound-request.js';
import type { AddressResolver } from '../../traffic/address/source-address.js';
import type { OriginResolver } from './settle-origin.js';

/** The request as Express or Fastify hands it to guards and handlers. */
export interface FrameworkRequest {
  params?: unknown;
  query?: unknown;
  body?: unknown;
  readonly raw?: IncomingMessage;
}

/** What settles facts of a request for which more than one source may speak. */
export interface InboundResolvers {
  readonly address: AddressResolver;
  readonly origin: OriginResolver;
  readonly certificates: ClientCertificates;
}

/** An {@link InboundRequest} over Node's own request and, from the guard on, the framework's. */
export class InboundHttpRequest implements InboundRequest {
  readonly method: string;
  readonly path: string;
  #framework: FrameworkRequest | undefined;
  /** What the body was before something was put in its place. */
  #received: { readonly body: unknown } | undefined;
  #sourceAddress: string | undefined;
  #origin: string | undefined;
  #certificate: PresentedCertificate | undefined;

  constructor(
    /** Node's own request. */
    readonly raw: IncomingMessage,
    private readonly resolve: InboundResolvers,
  ) {
    this.method = raw.method ?? '';
    this.path = pathOf(raw.url ?? '');
  }

  get sourceAddress(): string {
    this.#sourceAddress ??= this.resolve.address(
      this.raw.socket.remoteAddress ?? '',
      this.header('x-forwarded-for'),
    );
    return this.#sourceAddress;
  }

  get clientCertificate(): ClientCertificate | undefined {
    this.#certificate ??= this.resolve.certificates.read(this.raw);
    return this.#certificate.certificate;
  }

  get clientCertificateFault(): string | undefined {
    this.#certificate ??= this.resolve.certificates.read(this.raw);
    return this.#certificate.fault;
  }

  get origin(): string {
    this.#origin ??= this.resolve.origin(this.raw, (name) => this.header(name));
    return this.#origin;
  }

  /** Node merges or drops repeated headers in `headers`; the raw list has every one. */
  header(name: string): readonly string[] {
    const { headers, rawHeaders } = this.raw;
    if (headers[name] === undefined) return ABSENT;
    const values: string[] = [];
    for (let index = 0; index < rawHeaders.length; index += 2) {
      const candidate = rawHeaders[index] as string;
      if (candidate.length === name.length && candidate.toLowerCase() === name) {
        values.push(rawHeaders[index + 1] as string);
      }
    }
    return values;
  }

  /**
   * Called by each guard, when routing and body parsing are over.
   *
   * @returns whether a body may have been waited for: true at most once per request
   */
  bind(framework: FrameworkRequest): boolean {
    const isFirst = this.#framework === undefined;
    this.#framework = framework;
    if (!isFirst || !mayHaveBody(this.raw)) return false;
    // The connection's certificate may have expired or been revoked meanwhile.
    this.#certificate = undefined;
    return true;
  }

  get params(): unknown {
    return this.#framework?.params;
  }

  get query(): unknown {
    return this.#framework?.query;
  }

  /** Express computes `query` on every read: pinning a value is the only way to replace it. */
  set query(value: unknown) {
    if (this.#framework !== undefined) {
      Object.defineProperty(this.#framework, 'query', { value, writable: true, configurable: true });
    }
  }

  get body(): unknown {
    return this.#framework?.body;
  }

  get receivedBody(): unknown {
    return this.#received === undefined ? this.body : this.#received.body;
  }

  set body(value: unknown) {
    if (this.#framework === undefined) return;
    this.#received ??= { body: this.#framework.body };
    this.#framework.body = value;
  }
}

/** RFC 9112 §6.3: in HTTP/1.1 these two announce a body; from HTTP/2 on it may come unannounced. */
function mayHaveBody({ headers, httpVersionMajor }: IncomingMessage): boolean {
  return (
    headers['content-length'] !== undefined ||
    headers['transfer-encoding'] !== undefined ||
    httpVersionMajor > 1
  );
}

const ABSENT: readonly string[] = Object.freeze([]);

/** Stands for a request target that cannot be read in one way only. */
const MALFORMED_TARGET = '(malformed)';

/** Scheme and authority of an absolute target, in the one spelling that every parser reads alike. */
const ORIGIN = /^https?:\/\/(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d+)?(?=[/?#]|$)/i;

/**
 * The path of a request target, in origin or absolute form (RFC 9112 §3.2), without its query. Nothing is resolved or
 * decoded, because the frameworks do not either. Of a target that they might read otherwise nothing is kept, because it may
 * hold a password or a query; it matches no route.
 */
function pathOf(target: string): string {
  const origin = target.startsWith('/') ? '' : ORIGIN.exec(target)?.[0];
  if (origin === undefined || (origin !== '' && target.includes('\\')))
    return target === '*' ? target : MALFORMED_TARGET;
  const rest = target.slice(origin.length);
  const end = rest.search(/[?#]/);
  return end === -1 ? rest : rest.slice(0, end);
}
