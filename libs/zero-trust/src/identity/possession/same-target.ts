import { httpOrigin } from '../../kernel/http-origin.js';

/** Where a request was sent, without its query. */
export interface RequestTarget {
  /** Scheme and authority in their one spelling; empty if they are not known. */
  readonly origin: string;
  /** As received, not decoded. */
  readonly path: string;
}

const HTTP_URL = /^(?<scheme>https?):\/\/(?<authority>[^/?#]+)(?<path>\/[^?#]*)?/i;
const UNRESERVED = /^[\w.~-]$/;

/**
 * Whether the `htu` of a proof is the URL of the request; its query and fragment do not count. Case of scheme, host and
 * percent-encoding, the default port and encoded letters make no difference. Dot segments are compared as they stand:
 * this API does not resolve them either, and a proof for one path must not open another.
 *
 * @see RFC 9449 §4.3, RFC 3986 §6.2.2, §6.2.3
 */
export function isSameTarget(htu: string, { origin, path }: RequestTarget): boolean {
  const { scheme, authority, path: claimed = '/' } = HTTP_URL.exec(htu)?.groups ?? {};
  if (scheme === undefined || authority === undefined) return false;
  if (httpOrigin(scheme, authority) !== origin) return false;
  return claimed === path || normalisePath(claimed) === normalisePath(path === '' ? '/' : path);
}

function normalisePath(path: string): string {
  return path.replace(/%[\da-f]{2}/gi, (encoded) => {
    const character = String.fromCharCode(Number.parseInt(encoded.slice(1), 16));
    return UNRESERVED.test(character) ? character : encoded.toUpperCase();
  });
}
