import { isSecureUrl } from '../kernel/secure-url.js';

/**
 * Whether a string may identify an issuer: an `https` URL without query, fragment and user info; `http` only on a
 * loopback host.
 *
 * @see RFC 8414 §2
 */
export function isAcceptableIssuerUrl(value: string): boolean {
  return isSecureUrl(value) && !value.includes('?');
}

/**
 * Whether metadata of `issuer` may point to `target`. A public issuer cannot send this process to a loopback address
 * over plain `http`.
 */
export function mayPointTo(issuer: string, target: string): boolean {
  if (!isSecureUrl(target)) return false;
  return target.startsWith('https:') || issuer.startsWith('http:');
}
