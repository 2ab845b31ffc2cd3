import {
  Agent,
  request as httpRequest,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import type { IssuedCertificate } from '../certificate-authority.js';
import { TestAppError } from './test-app.error.js';

/** Header fields of a request; a list sends the field once for each. */
export type TestHeaders = Readonly<Record<string, string | readonly string[]>>;

/** A request of a test. */
export interface TestRequest {
  /** @defaultValue `GET` */
  readonly method?: string;
  /** Beginning with `/`; sent as it is, dots and all. */
  readonly path: string;
  /** A text or bytes are sent as they are, anything else as JSON. */
  readonly body?: unknown;
  /** Further ones, or other values of the usual ones. */
  readonly headers?: TestHeaders;
  /** @defaultValue 10,000 */
  readonly timeoutMs?: number;
}

/** What came back. */
export interface TestResponse<Body = unknown> {
  readonly status: number;
  /** By their names in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** What the text says if it is JSON, `undefined` if it is empty, or else the text. */
  readonly body: Body;
}

/** What a caller shows in the handshake, and whose certificate it expects there. */
export interface ClientTls {
  readonly certificate: IssuedCertificate;
  readonly authorityPem: string;
}

/** A request with all that it needs to be sent. */
export interface Exchange {
  readonly origin: string;
  readonly request: TestRequest;
  readonly headers: TestHeaders;
  readonly tls?: ClientTls | undefined;
}

const TIMEOUT_MS = 10_000;

/** Sends requests. Connections are kept for the next one, but for those with a certificate. */
export class HttpExchanges {
  private readonly agent = new Agent({ keepAlive: true });

  /** @throws {TestAppError} when no answer comes */
  async send<Body>(exchange: Exchange): Promise<TestResponse<Body>> {
    const { method = 'GET', path, timeoutMs = TIMEOUT_MS } = exchange.request;
    if (!path.startsWith('/')) throw new TestAppError(`The path "${path}" should begin with "/".`);
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const response = await this.exchange(exchange, signal);
      const body = (await bodyOf(response)) as Body;
      return { status: response.statusCode ?? 0, headers: response.headers, body };
    } catch (error) {
      const reason = signal.aborted ? `none within ${timeoutMs} ms` : messageOf(error);
      throw new TestAppError(`No answer to ${method} ${path}: ${reason}`, { cause: error });
    }
  }

  close(): void {
    this.agent.destroy();
  }

  private exchange(exchange: Exchange, signal: AbortSignal): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const sent = this.open(exchange, signal);
      sent.on('response', resolve).on('error', reject).end(payloadOf(exchange.request.body));
    });
  }

  private open({ origin, request, headers, tls }: Exchange, signal: AbortSignal): ClientRequest {
    const { hostname, port } = new URL(origin);
    const { method = 'GET', path } = request;
    const fields = headers as RequestOptions['headers'];
    const target: RequestOptions = { hostname, port, path, method, headers: fields, signal };
    if (tls === undefined) return httpRequest({ ...target, agent: this.agent });
    const { certificatePem: cert, privateKeyPem: key } = tls.certificate;
    return httpsRequest({ ...target, agent: false, cert, key, ca: tls.authorityPem });
  }
}

/** The media type of a body that a test gives none for. */
export function contentTypeOf(body: unknown): string | undefined {
  return body === undefined || body instanceof Uint8Array ? undefined : 'application/json';
}

function payloadOf(body: unknown): string | Uint8Array | undefined {
  if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) return body;
  return JSON.stringify(body);
}

async function bodyOf(response: IncomingMessage): Promise<unknown> {
  const content = await text(response);
  if (content === '') return undefined;
  return /[/+]json\b/i.test(response.headers['content-type'] ?? '') ? JSON.parse(content) : content;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'the connection failed';
}
