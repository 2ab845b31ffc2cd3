import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify, type JWTPayload } from 'jose';
import { errors, type KoaContextWithOIDC } from 'oidc-provider';
import { clientCertificate } from '../mtls/client-certificate.js';
import type { Confirmation } from '../tokens/person-tokens.js';

/** How far the clock of a client may be off. */
const TOLERANCE_SECONDS = 60;
const MAX_ID_LENGTH = 256;

/**
 * What an exchanged token is bound to: the key of the proof that came with the request (RFC 9449, section 5), or the
 * certificate that the client has authenticated with (RFC 8705, section 3). The library checks proofs for its own grants
 * only.
 *
 * @returns undefined where the request shows neither
 * @throws InvalidDpopProof for a proof that is malformed, for another request or too old; InvalidGrant for a used one;
 * InvalidRequest where both are shown, as the library has it
 */
export async function bindingOf(
  context: KoaContextWithOIDC,
  nowMs: number,
): Promise<Confirmation | undefined> {
  const proof = context.get('DPoP');
  const certificate = boundCertificate(context);
  if (proof === '') return certificate;
  if (certificate !== undefined)
    throw new errors.InvalidRequest('multiple proof-of-possession mechanisms are not allowed');
  return { jkt: await proveKey(context, { proof, nowMs }) };
}

function boundCertificate({ req, oidc }: KoaContextWithOIDC): Confirmation | undefined {
  const certificate = clientCertificate(req);
  if (certificate === undefined || oidc.client?.clientAuthMethod !== 'tls_client_auth') return undefined;
  return { 'x5t#S256': createHash('sha256').update(certificate.raw).digest('base64url') };
}

interface ShownProof {
  readonly proof: string;
  readonly nowMs: number;
}

/** @returns thumbprint of the key */
async function proveKey(context: KoaContextWithOIDC, { proof, nowMs }: ShownProof): Promise<string> {
  const { payload, jwk } = await readProof(proof);
  const { htm, htu, iat, jti } = payload;
  if (htm !== context.method || !isSameEndpoint(htu, context)) throw invalidProof('is for another request');
  if (typeof iat !== 'number' || Math.abs(nowMs / 1_000 - iat) > TOLERANCE_SECONDS)
    throw invalidProof('is not recent');
  if (typeof jti !== 'string' || jti === '' || jti.length > MAX_ID_LENGTH) throw invalidProof('has no jti');
  const { client, provider } = context.oidc;
  const isNew = await provider.ReplayDetection.unique(
    String(client?.clientId),
    jti,
    Math.ceil(iat) + 2 * TOLERANCE_SECONDS,
  );
  if (!isNew) throw new errors.InvalidGrant('DPoP proof JWT Replay detected');
  return calculateJwkThumbprint(jwk);
}

async function readProof(proof: string) {
  const { payload, protectedHeader } = await verify(proof);
  const { jwk } = protectedHeader;
  if (jwk === undefined) throw invalidProof('has no key');
  return { payload: payload as JWTPayload & ProofClaims, jwk };
}

async function verify(proof: string) {
  try {
    return await jwtVerify(proof, EmbeddedJWK, { algorithms: ['ES256'], typ: 'dpop+jwt' });
  } catch {
    // Of all that can be wrong with it, some is told by errors of Web Crypto.
    throw invalidProof('cannot be verified');
  }
}

interface ProofClaims {
  readonly htm?: unknown;
  readonly htu?: unknown;
}

/** RFC 9449, section 4.3, item 9: without query and fragment, and normalised. */
function isSameEndpoint(htu: unknown, { oidc }: KoaContextWithOIDC): boolean {
  if (typeof htu !== 'string' || !URL.canParse(htu)) return false;
  const named = new URL(htu);
  named.search = '';
  named.hash = '';
  return named.href === new URL(oidc.urlFor('token')).href;
}

function invalidProof(problem: string): errors.OIDCProviderError {
  return new errors.InvalidDpopProof(`the DPoP proof ${problem}`);
}
