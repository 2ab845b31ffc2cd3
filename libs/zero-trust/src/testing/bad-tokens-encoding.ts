import { bearer, type NamedTokens } from './bad-tokens-named.js';
import type { BadCredential } from './bad-tokens.js';
import type { TokenIssuer, TokenRequest } from './token-issuer.js';

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Tokens that are not one JWT of three canonical parts, although a lenient parser would find a good one in them. */
export function wrongEncodings(issuer: TokenIssuer, request: TokenRequest): readonly BadCredential[] {
  const token = issuer.token(request);
  const [header, payload, signature] = token.split('.') as [string, string, string];
  const { alg, typ, kid } = { alg: issuer.signingKey.algorithm, typ: 'at+jwt', kid: issuer.signingKey.kid };
  const good = { alg, typ, kid };
  const claims = issuer.claims(request);
  const tokens: NamedTokens = {
    'an opaque token': 'b7f3c9',
    'a token without a signature': `${header}.${payload}`,
    'a token with an empty signature': `${header}.${payload}.`,
    'a token with an empty header': `.${payload}.${signature}`,
    'a token of four parts': `${token}.${signature}`,
    'a token of five parts, like a JWE': `${token}.${header}.${payload}`,
    'a signature with padding': `${token}==`,
    'a signature that is not canonical base64url': `${header}.${payload}.${respell(signature)}`,
    'plain base64 instead of base64url': `${header}.${payload}.${signature}+/`,
    'a header that is not JSON': issuer.sign({ header: 'alg=ES256', payload: claims }),
    'a header that is an array': issuer.sign({ header: '["ES256"]', payload: claims }),
    'a header that names alg twice': issuer.sign({
      header: `{"alg":"none",${JSON.stringify(good).slice(1)}`,
      payload: claims,
    }),
    'a payload that is empty': issuer.sign({ header: good, payload: '' }),
    'a payload that is an array': issuer.sign({ header: good, payload: [claims] }),
    'a payload that is null': issuer.sign({ header: good, payload: null }),
    'a payload that is not JSON': issuer.sign({ header: good, payload: 'sub=alice' }),
    'a payload that starts with a byte order mark': issuer.sign({
      header: good,
      payload: `\uFEFF${JSON.stringify(claims)}`,
    }),
    'a payload that names sub twice, once escaped': issuer.sign({
      header: good,
      payload: `{"s\\u0075b":"mallory",${JSON.stringify(claims).slice(1)}`,
    }),
  };
  return bearer(tokens);
}

/** Another spelling of the same bytes: the last character of 64 or 256 bytes carries bits that decoders ignore. */
function respell(part: string): string {
  const last = BASE64URL.indexOf(part.slice(-1));
  return part.slice(0, -1) + BASE64URL.charAt(last ^ 1);
}
