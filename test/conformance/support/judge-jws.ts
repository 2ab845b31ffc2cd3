import { AccessDeniedError } from 'nestjs-zero-trust';
import { importKeySet } from '../../../libs/zero-trust/src/identity/keys/key-set.js';
import type { SigningAlgorithm } from '../../../libs/zero-trust/src/identity/signing-algorithms.js';
import { checkKeyReference } from '../../../libs/zero-trust/src/identity/token/check-header.js';
import { readCompactJws } from '../../../libs/zero-trust/src/identity/token/read-compact-jws.js';
import { verifySignature } from '../../../libs/zero-trust/src/identity/token/verify-signature.js';
import type { SuiteException } from './conformance-suite.js';
import type { JwsCase } from './jws-cases.js';

/** The verifier's own steps, from the compact form to the signature. */
export function accepts({ token, keys }: JwsCase, allowed: readonly SigningAlgorithm[]): boolean {
  try {
    const jws = readCompactJws(token);
    const reference = checkKeyReference(jws.header, allowed);
    const key = importKeySet(keys, allowed).find(reference);
    if (key === undefined) return false;
    verifySignature({ jws, key, alg: reference.alg });
    return true;
  } catch (error) {
    if (error instanceof AccessDeniedError) return false;
    throw error;
  }
}

/** Why a valid vector is refused, as its key and header say it; `no known reason` is a defect. */
export function explain(refused: JwsCase, allowed: readonly SigningAlgorithm[]): SuiteException {
  return { vector: refused.name, reason: reasonOf(refused, allowed) };
}

function reasonOf({ foreign, token, keys }: JwsCase, allowed: readonly SigningAlgorithm[]): string {
  if (foreign !== undefined) return foreign;
  const { alg = '' } = headerOf(token);
  const [{ alg: keyAlg } = {}] = keys;
  if (keyAlg !== undefined && keyAlg !== alg) return `is by ${alg}, while its key is for ${keyAlg}`;
  return allowed.some((one) => one === alg)
    ? 'no known reason'
    : `is by ${alg}, which is not allowed by default`;
}

function headerOf(token: string): { readonly alg?: string } {
  const [header = ''] = token.split('.');
  return JSON.parse(Buffer.from(header, 'base64url').toString()) as { readonly alg?: string };
}
