/** Whether a URL may be asked: `https`, or `http` on a loopback host; no fragment, no user info. */
export function isSecureUrl(value: string): boolean {
  const url = parse(value);
  if (url === undefined) return false;
  return url.protocol === 'https:' || isLoopbackHttp(url);
}

/** `URL` forgives white space, back-slashes and missing slashes; two spellings of one address must not both pass. */
function parse(value: string): URL | undefined {
  if (!/^https?:\/\/[\x21-\x7e]+$/u.test(value) || /[\\#]/u.test(value)) return undefined;
  if (/^https?:\/\/[^/?]*@/u.test(value)) return undefined;
  return URL.canParse(value) ? new URL(value) : undefined;
}

function isLoopbackHttp({ protocol, hostname }: URL): boolean {
  const loopback = hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/u.test(hostname);
  return protocol === 'http:' && loopback;
}
