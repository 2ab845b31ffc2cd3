import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import { createPrivateFile, readFileIfPresent } from '../files/private-file.js';

/** The algorithm of every key that the sample makes. */
export const KEY_ALGORITHM = 'ES256';

/** Name of the key with which local commands prove themselves to the authorization server. */
export const OPERATOR_KEY = 'operator';

/** A private P-256 key as JWK; `kid` is its RFC 7638 thumbprint. */
export type PrivateJwk = JWK & { readonly kid: string; readonly d: string };

/** Makes a new ES256 key pair and returns its private JWK. */
export async function generatePrivateJwk(): Promise<PrivateJwk> {
  const { privateKey } = await generateKeyPair(KEY_ALGORITHM, { extractable: true });
  const jwk = await exportJWK(privateKey);
  const kid = await calculateJwkThumbprint(jwk);
  return { ...jwk, d: String(jwk.d), kid, alg: KEY_ALGORITHM, use: 'sig' };
}

/** The public half: everything but the private member. */
export function toPublicJwk({ d: _private, ...publicJwk }: PrivateJwk): JWK & { readonly kid: string } {
  return publicJwk;
}

/** Where a named key lies: `dataDir/keys/NAME.jwk.json`. */
export function keyFilePath(dataDir: string, name: string): string {
  return join(dataDir, 'keys', `${name}.jwk.json`);
}

/** Reads a key, and makes it first where it does not exist (file 0600, directory 0700). */
export async function readOrCreateKey(dataDir: string, name: string): Promise<PrivateJwk> {
  const path = keyFilePath(dataDir, name);
  const text = await readFileIfPresent(path);
  if (text !== undefined) return parseKey(path, text);
  const jwk = await generatePrivateJwk();
  const created = await createPrivateFile(path, `${JSON.stringify(jwk)}\n`);
  return created ? jwk : readKey(dataDir, name);
}

/**
 * Reads a key that the authorization server made when it started.
 *
 * @throws Error that names the missing or malformed file
 */
export async function readKey(dataDir: string, name: string): Promise<PrivateJwk> {
  const path = keyFilePath(dataDir, name);
  const text = await readFileIfPresent(path);
  if (text === undefined)
    throw new Error(`${path} does not exist. Start the authorization server once with the same DATA_DIR.`);
  return parseKey(path, text);
}

function parseKey(path: string, text: string): PrivateJwk {
  const malformed = new Error(`${path} holds no private ES256 key. Remove it and restart the server.`);
  try {
    const jwk = JSON.parse(text) as Partial<PrivateJwk>;
    if (jwk.kty !== 'EC' || typeof jwk.d !== 'string' || typeof jwk.kid !== 'string') throw malformed;
    return jwk as PrivateJwk;
  } catch {
    // The parser's own message would quote the file.
    throw malformed;
  }
}
