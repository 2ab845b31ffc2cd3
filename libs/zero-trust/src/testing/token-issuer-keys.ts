import {
  constants,
  generateKeyPairSync,
  randomUUID,
  sign,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';

/** Algorithms that the in-process issuer can sign with. */
export type IssuerAlgorithm = 'ES256' | 'EdDSA' | 'PS256' | 'RS256';

/** A key pair of the in-process issuer. */
export interface IssuerKey {
  readonly kid: string;
  readonly algorithm: IssuerAlgorithm;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** A public key as a JWKS publishes it. */
export type PublishedJwk = JsonWebKey & { readonly kid: string; readonly alg: string; readonly use: 'sig' };

/** Makes a key pair with a random `kid`. */
export function createIssuerKey(algorithm: IssuerAlgorithm): IssuerKey {
  return { kid: randomUUID(), algorithm, ...GENERATORS[algorithm]() };
}

/** The public half for the JWKS. */
export function publishedJwk({ kid, algorithm, publicKey }: IssuerKey): PublishedJwk {
  return { ...publicKey.export({ format: 'jwk' }), kid, alg: algorithm, use: 'sig' };
}

/** Signs in the form that JWS needs (RFC 7518 §3). */
export function signBytes(data: Buffer, { algorithm, privateKey }: IssuerKey): Buffer {
  return SIGNERS[algorithm](data, privateKey);
}

const SIGNERS: Readonly<Record<IssuerAlgorithm, (data: Buffer, key: KeyObject) => Buffer>> = {
  ES256: (data, key) => sign('sha256', data, { key, dsaEncoding: 'ieee-p1363' }),
  EdDSA: (data, key) => sign(null, data, key),
  PS256: (data, key) => sign('sha256', data, { key, ...PSS }),
  RS256: (data, key) => sign('sha256', data, key),
};

const PSS = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };

const GENERATORS: Readonly<Record<IssuerAlgorithm, () => Pick<IssuerKey, 'privateKey' | 'publicKey'>>> = {
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  EdDSA: () => generateKeyPairSync('ed25519'),
  PS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
};
