/**
 * Whether a string may identify an issuer: an `https` URL without query, fragment and user info; `http` only on a
 * loopback host.
 *
 * @see RFC 8414 §2
 */
export function isAcceptableIssuerUrl(value: string): boolean {
  return isSecureUrl(value) && !value.includes('?');
}

/** Whether a URL may be fetched from: `https`, or `http` on a loopback host; no fragment, no user info. */
export function isSecureUrl(value: string): boolean {
  const url = parse(value);
  if (url === undefined) return false;
  return url.protocol === 'https:' || isLoopbackHttp(url);
}

/**
 * Whether metadata of `issuer` may point to `target`. A public issuer cannot send this process to a loopback address
 * over plain `http`.
 */
export function mayPointTo(issuer: string, target: string): boolean {
  if (!isSecureUrl(target)) return false;
  return target.startsWith('https:') || issuer.startsWith('http:');
}

/** `URL` forgives white space, back-slashes and missing slashes; two spellings of one issuer must not both pass. */
function parse(value: string): URL | undefined {
  if (!/^https?:\/\/[\x21-\x7e]+$/u.test(value) || /[\\#]/u.test(value)) return undefined;
  if (/^https?:\/\/[^/?]*@/u.test(value)) return undefined;
  return URL.parse(value) ?? undefined;
}

function isLoopbackHttp({ protocol, hostname }: URL): boolean {
  const loopback = hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/u.test(hostname);
  return protocol === 'http:' && loopback;
}
