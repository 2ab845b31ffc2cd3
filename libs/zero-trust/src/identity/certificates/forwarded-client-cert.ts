/** What one proxy says of its client in `X-Forwarded-Client-Cert`. */
export interface ForwardedClientCert {
  /** SHA-256 of the certificate, 64 hexadecimal digits. */
  readonly hash: string | undefined;
  /** The certificate, PEM. */
  readonly certificate: string | undefined;
  /** The certificate and what leads to its root, PEM. */
  readonly chain: string | undefined;
  readonly uris: readonly string[];
  readonly dnsNames: readonly string[];
}

/** A key and its value, bare or in quotation marks with `\"` inside, and what ends it. */
const PAIR = /[ \t]*([A-Za-z]+)=(?:"((?:[^"\\]|\\.)*)"|([^",;=\\\s]*))([,;]|$)/y;
const REPEATABLE = ['uri', 'dns'];
/** What says something only if it is not empty; Envoy leaves `URI` and `Subject` empty where there is none. */
const TELLING = ['hash', 'cert', 'chain'];

type Element = ReadonlyMap<string, readonly string[]>;

/**
 * Reads what the proxy says: one element. Envoy quotes no URI, so that a second one may as well come from the certificate
 * of the caller as from another proxy.
 *
 * @throws Error if the line is not well-formed, or says two things where one belongs
 * @see https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_conn_man/headers#x-forwarded-client-cert
 */
export function readForwardedClientCert(lines: readonly string[]): ForwardedClientCert {
  const [element, another] = lines.flatMap(readElements);
  if (element === undefined || another !== undefined) throw new Error('is not there exactly once');
  const hash = element.get('hash')?.[0];
  if (hash !== undefined && !/^[0-9a-f]{64}$/i.test(hash)) throw new Error('Hash is no SHA-256');
  return {
    hash,
    certificate: decode(element.get('cert')?.[0]),
    chain: decode(element.get('chain')?.[0]),
    uris: element.get('uri') ?? [],
    dnsNames: element.get('dns') ?? [],
  };
}

function readElements(line: string): readonly Element[] {
  const elements: Map<string, string[]>[] = [];
  let begins = true;
  PAIR.lastIndex = 0;
  for (let ended = false; !ended;) {
    const [, key = '', quoted, bare = '', end] = PAIR.exec(line) ?? [];
    if (end === undefined) throw new Error('is malformed');
    if (begins) elements.push(new Map());
    const value = quoted?.replaceAll(/\\(.)/g, '$1') ?? bare;
    add(elements.at(-1) as Map<string, string[]>, [key.toLowerCase(), value]);
    begins = end === ',';
    ended = end === '';
  }
  return elements;
}

function add(element: Map<string, string[]>, [key, value]: readonly [string, string]): void {
  const values = element.get(key);
  if (values !== undefined && !REPEATABLE.includes(key)) throw new Error(`${key} is there twice`);
  if (value === '' && TELLING.includes(key)) throw new Error(`${key} is empty`);
  if (value !== '') element.set(key, [...(values ?? []), value]);
}

/** Certificates are URL-encoded; a broken escape throws. */
function decode(value: string | undefined): string | undefined {
  return value === undefined ? undefined : decodeURIComponent(value);
}
