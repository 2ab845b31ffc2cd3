import { parseItem, parseList } from 'structured-headers';

/** Certificates that a gateway has passed on, DER. */
export interface ForwardedChain {
  readonly leaf: Buffer;
  readonly intermediates: readonly Buffer[];
}

/**
 * Reads `Client-Cert` and `Client-Cert-Chain`.
 *
 * @throws Error if they are not what RFC 9440 §2.2 and §2.3 say
 */
export function readClientCert(certificate: readonly string[], chain: readonly string[]): ForwardedChain {
  const [value, another] = certificate;
  if (value === undefined || another !== undefined) throw new Error('Client-Cert is not there exactly once');
  const [leaf] = parseItem(value);
  const members = chain.length === 0 ? [] : parseList(chain.join(', '));
  return {
    leaf: bytesOf(leaf),
    intermediates: members.map(([member]) => bytesOf(member)),
  };
}

function bytesOf(item: unknown): Buffer {
  if (!(item instanceof ArrayBuffer)) throw new Error('is no byte sequence');
  return Buffer.from(item);
}
