import { hash, randomUUID } from 'node:crypto';
import { thumbprint } from '../identity/possession/proof-keys.js';
import { createIssuerKey, signBytes, type IssuerAlgorithm, type IssuerKey } from './token-issuer-keys.js';

/** A key that access tokens are bound to, as a client holds it. */
export interface DpopKey extends IssuerKey {
  /** SHA-256 thumbprint of the public key (RFC 7638). */
  readonly jkt: string;
}

/** What a proof shall say; everything but these four has a valid default. */
export interface DpopProofRequest {
  readonly key: DpopKey;
  readonly method: string;
  /** Of the request. Query and fragment are left out, as RFC 9449 §4.2 asks. */
  readonly url: string;
  /** The access token that the proof goes with. */
  readonly token: string;
  readonly nonce?: string;
  /** Further claims, or other values of the usual ones; `undefined` leaves a claim out. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Further header parameters, or other values of the usual ones; `undefined` leaves one out. */
  readonly header?: Readonly<Record<string, unknown>>;
}

/** Makes a key pair for proofs. */
export function createDpopKey(algorithm: IssuerAlgorithm = 'ES256'): DpopKey {
  const key = createIssuerKey(algorithm);
  return { ...key, jkt: thumbprint(key.publicKey.export({ format: 'jwk' })) };
}

/**
 * A DPoP proof for one request (RFC 9449 §4.2).
 *
 * @example
 * const key = createDpopKey();
 * const token = issuer.token({ sub: 'alice', dpopKey: key });
 * const headers = { authorization: `DPoP ${token}`, dpop: dpopProof({ key, method: 'GET', url, token }) };
 */
export function dpopProof({ key, method, url, token, nonce, claims, header }: DpopProofRequest): string {
  const jwk = key.publicKey.export({ format: 'jwk' });
  const input = [
    { typ: 'dpop+jwt', alg: key.algorithm, jwk, ...header },
    {
      jti: randomUUID(),
      htm: method,
      htu: url.replace(/[?#].*$/s, ''),
      iat: Math.floor(Date.now() / 1_000),
      ath: hash('sha256', token, 'base64url'),
      nonce,
      ...claims,
    },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${input}.${signBytes(Buffer.from(input), key).toString('base64url')}`;
}
