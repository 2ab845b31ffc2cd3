import { isSecureUrl } from './secure-url.js';

/** A host name, an IPv4 address or a bracketed IPv6 address, and a port: what every parser reads alike. */
const AUTHORITY = /^(?<host>[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::(?<port>\d{0,5}))?$/;

const DEFAULT_PORTS: Readonly<Record<string, string>> = { http: '80', https: '443' };

/**
 * Scheme and authority in their one spelling: lower case, no default port.
 *
 * @returns `undefined` for another scheme, or an authority that two parsers might read in two ways
 * @see RFC 3986 §6.2.2.1, §6.2.3
 * @example
 * httpOrigin('https', 'API.example.com:443'); // https://api.example.com
 */
export function httpOrigin(scheme: string, authority: string): string | undefined {
  const lowerScheme = scheme.toLowerCase();
  const defaultPort = DEFAULT_PORTS[lowerScheme];
  const { host, port = '' } = AUTHORITY.exec(authority.toLowerCase())?.groups ?? {};
  if (defaultPort === undefined || host === undefined) return undefined;
  return `${lowerScheme}://${host}${port === '' || port === defaultPort ? '' : `:${port}`}`;
}

/** Whether a string is an origin that may be asked, exactly as {@link httpOrigin} writes it, so that it can be compared as it stands. */
export function isOrigin(value: string): boolean {
  const [scheme = '', authority = ''] = value.split('://');
  return isSecureUrl(value) && httpOrigin(scheme, authority) === value;
}
