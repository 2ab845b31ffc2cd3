import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import type { TlsCredentials } from './certificates.js';

const DEADLINE_MS = 10_000;

/** A request over TLS. */
export interface TlsRequest {
  readonly url: URL;
  readonly method: string;
  readonly credentials: TlsCredentials;
}

/** What came back; no status where the server ended the connection. */
export interface TlsResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

const NO_CONNECTION: TlsResponse = { status: 0, headers: new Headers(), text: '' };

/** Sends a request with a client certificate, which `fetch` cannot show. */
export function sendOverTls({ url, method, credentials }: TlsRequest): Promise<TlsResponse> {
  const { promise, resolve, reject } = Promise.withResolvers<TlsResponse>();
  const signal = AbortSignal.timeout(DEADLINE_MS);
  const sent = request(url, { method, ...credentials, agent: false, signal }, (response) => {
    const { statusCode = 0 } = response;
    const headers = new Headers(
      Object.entries(response.headersDistinct).map(([name, all]) => [name, String(all)]),
    );
    text(response).then((body) => resolve({ status: statusCode, headers, text: body }), reject);
  });
  // In TLS 1.3 a server refuses a certificate after its own handshake, so that it is the connection that ends.
  sent.once('error', () =>
    signal.aborted ? reject(new Error(`${url.href} did not answer.`)) : resolve(NO_CONNECTION),
  );
  sent.end();
  return promise;
}
