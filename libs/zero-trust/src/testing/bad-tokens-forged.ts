import { createHmac } from 'node:crypto';
import { bearer, type NamedTokens } from './bad-tokens-named.js';
import type { BadCredential } from './bad-tokens.js';
import { createIssuerKey, publishedJwk, signBytes } from './token-issuer-keys.js';
import type { TokenIssuer, TokenRequest } from './token-issuer.js';

/** Tokens that the issuer did not sign, or not for this use. */
export function forgedTokens(issuer: TokenIssuer, request: TokenRequest): readonly BadCredential[] {
  return bearer({
    ...tampered(issuer, request),
    ...withoutSignature(issuer, request),
    ...signedWithPublicKey(issuer, request),
    ...wrongHeaders(issuer, request),
    ...ofAnotherKey(issuer, request),
  });
}

function tampered(issuer: TokenIssuer, request: TokenRequest): NamedTokens {
  const token = issuer.token(request);
  const [header, payload, signature] = token.split('.') as [string, string, string];
  const other = issuer.token({ ...request, claims: { ...request.claims, sub: 'mallory' } });
  const [, otherPayload, otherSignature] = other.split('.') as [string, string, string];
  const bytes = Buffer.from(signature, 'base64url');
  const flipped = Buffer.from(bytes.map((byte, index) => (index === 0 ? byte ^ 1 : byte)));
  return {
    'a payload with another subject': `${header}.${otherPayload}.${signature}`,
    'a signature of another token': `${header}.${payload}.${otherSignature}`,
    'a flipped bit in the signature': withSignature(token, flipped),
    'a signature of zeros': withSignature(token, Buffer.alloc(bytes.length)),
  };
}

function withSignature(token: string, signature: Buffer): string {
  return `${token.slice(0, token.lastIndexOf('.'))}.${signature.toString('base64url')}`;
}

function withoutSignature(issuer: TokenIssuer, request: TokenRequest): NamedTokens {
  const spellings = ['none', 'None', 'NONE', 'nOnE'];
  const tokens = spellings.flatMap((alg) => {
    const token = issuer.token({ ...request, header: { ...request.header, alg } });
    return [
      [`alg ${alg} with an empty signature`, `${token.slice(0, token.lastIndexOf('.'))}.`],
      [`alg ${alg} with some signature`, token],
    ] as const;
  });
  return Object.fromEntries(tokens);
}

/** The key confusion of RFC 8725 §2.1: whoever takes the public key for a shared secret accepts these. */
function signedWithPublicKey(issuer: TokenIssuer, request: TokenRequest): NamedTokens {
  const { publicKey } = issuer.signingKey;
  const secrets: Readonly<Record<string, string | Buffer>> = {
    PEM: publicKey.export({ format: 'pem', type: 'spki' }),
    DER: publicKey.export({ format: 'der', type: 'spki' }),
    JWK: JSON.stringify(publishedJwk(issuer.signingKey)),
  };
  const token = issuer.token({ ...request, header: { ...request.header, alg: 'HS256' } });
  const input = token.slice(0, token.lastIndexOf('.'));
  return Object.fromEntries(
    Object.entries(secrets).map(([form, secret]) => [
      `HS256 signed with the public key as ${form}`,
      withSignature(token, createHmac('sha256', secret).update(input).digest()),
    ]),
  );
}

function wrongHeaders(issuer: TokenIssuer, request: TokenRequest): NamedTokens {
  const headers: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    'no typ': { typ: undefined },
    'the typ of an ID token': { typ: 'JWT' },
    'the typ of a DPoP proof': { typ: 'dpop+jwt' },
    'a typ that is an array': { typ: ['at+jwt'] },
    'no alg': { alg: undefined },
    'an alg that is an array': { alg: [issuer.signingKey.algorithm] },
    'a kid that nobody knows': { kid: 'unknown' },
    'a kid that is a number': { kid: 1 },
    'an empty kid': { kid: '' },
    'an unknown critical extension': { crit: ['exp'], exp: 1 },
    'an empty crit': { crit: [] },
    'an unencoded payload (b64)': { b64: false, crit: ['b64'] },
    'b64 without crit': { b64: false },
    'a jku': { jku: 'https://attacker.example/jwks' },
    'an x5u': { x5u: 'https://attacker.example/cert' },
    'an x5c': { x5c: ['MIIB'] },
    'its own key as jwk': { jwk: publishedJwk(issuer.signingKey) },
  };
  return Object.fromEntries(
    Object.entries(headers).map(([name, header]) => [
      name,
      issuer.token({ ...request, header: { ...request.header, ...header } }),
    ]),
  );
}

function ofAnotherKey(issuer: TokenIssuer, request: TokenRequest): NamedTokens {
  const foreign = createIssuerKey(issuer.signingKey.algorithm);
  const resign = (header: Readonly<Record<string, unknown>>): string => {
    const token = issuer.token({ ...request, header: { ...request.header, ...header } });
    return withSignature(token, signBytes(Buffer.from(token.slice(0, token.lastIndexOf('.'))), foreign));
  };
  return {
    'a signature by another key under a known kid': resign({}),
    'a signature by another key without a kid': resign({ kid: undefined }),
    'a signature by a key that the token brings along': resign({
      kid: undefined,
      jwk: publishedJwk(foreign),
    }),
  };
}
