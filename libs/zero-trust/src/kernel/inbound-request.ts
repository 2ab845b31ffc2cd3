import type { ClientCertificate } from './client-certificate.js';

/** The request as the domains see it, whatever carries it. */
export interface InboundRequest {
  readonly method: string;
  /** The path without its query, as received (not decoded). */
  readonly path: string;
  /** The caller's network address, settled from trusted proxies only. */
  readonly sourceAddress: string;
  /** The certificate that the caller has shown; `undefined` if it showed none. */
  readonly clientCertificate: ClientCertificate | undefined;
  /** Why the certificate that came with the request counts for nothing; `undefined` if it is good, or if none came. */
  readonly clientCertificateFault: string | undefined;
  /** Scheme and authority that the caller used, `https://api.example.com`; settled from trusted proxies only. */
  readonly origin: string;
  /** Every occurrence of a header, in order; the name in lower case. */
  header(name: string): readonly string[];
  /** Route parameters, decoded once by the router. Known from the guard on, like `query` and `body`. */
  readonly params: unknown;
  query: unknown;
  body: unknown;
  /** The body as it was parsed, whatever validation has put in its place since. */
  readonly receivedBody: unknown;
}
