import { hash, randomUUID } from 'node:crypto';
import { KEY_ALGORITHM, toPublicJwk, type PrivateJwk } from '@sample/shared';
import { importJWK, SignJWT } from 'jose';

/** What a proof is made for. */
export interface ProofRequest {
  readonly key: PrivateJwk;
  readonly token: string;
  readonly method: string;
  readonly url: string;
}

/** Proves that the sender of a request holds the key that its token is bound to (RFC 9449, section 4.2). */
export async function dpopHeader({ key, token, method, url }: ProofRequest): Promise<string> {
  const ath = hash('sha256', token, 'base64url');
  return new SignJWT({ htm: method, htu: url, ath })
    .setProtectedHeader({ alg: KEY_ALGORITHM, typ: 'dpop+jwt', jwk: toPublicJwk(key) })
    .setJti(randomUUID())
    .setIssuedAt()
    .sign(await importJWK(key, KEY_ALGORITHM));
}
