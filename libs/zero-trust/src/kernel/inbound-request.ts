/** The request as the domains see it, whatever carries it. */
export interface InboundRequest {
  readonly method: string;
  /** The path without its query, as received (not decoded). */
  readonly path: string;
  /** The caller's network address, settled from trusted proxies only. */
  readonly sourceAddress: string;
  /** Every occurrence of a header, in order; the name in lower case. */
  header(name: string): readonly string[];
  /** Route parameters, decoded once by the router. Known from the guard on, like `query` and `body`. */
  readonly params: unknown;
  query: unknown;
  body: unknown;
}
