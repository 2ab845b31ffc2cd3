import { bearer } from './bad-tokens-named.js';
import type { BadCredential } from './bad-tokens.js';
import type { TokenIssuer, TokenRequest } from './token-issuer.js';

const JKT = '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I';
const X5T = 'bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2';

/** Values of `cnf` that name no key, or more than one. */
const UNREADABLE: Readonly<Record<string, unknown>> = {
  'a binding that is null': null,
  'a binding that is a list': [{ jkt: JKT }],
  'a binding that is a text': JKT,
  'a binding to nothing': {},
  'a binding to two keys': { jkt: JKT, 'x5t#S256': `${X5T.slice(0, -1)}A` },
  'a binding of an unknown kind': { kid: 'key-1' },
  'a binding to a whole key': { jwk: { kty: 'OKP', crv: 'Ed25519', x: JKT } },
  'a thumbprint that is too short': { jkt: JKT.slice(1) },
  'a thumbprint with padding': { jkt: `${JKT}=` },
  'a thumbprint that is not canonical': { jkt: `${JKT.slice(0, -1)}J` },
  'a thumbprint that is a list': { jkt: [JKT] },
  'a certificate thumbprint in hexadecimal': { 'x5t#S256': 'ab'.repeat(32) },
};

/** Tokens whose binding cannot be read, or does not fit the scheme that they are sent under. */
export function wrongBindings(issuer: TokenIssuer, request: TokenRequest): readonly BadCredential[] {
  const sign = (cnf: unknown): string => issuer.token({ ...request, claims: { ...request.claims, cnf } });
  const unreadable = Object.entries(UNREADABLE).map(([name, cnf]): [string, string] => [name, sign(cnf)]);
  return [
    ...bearer(Object.fromEntries(unreadable)),
    ...bearer({ 'a token that is bound to a DPoP key': sign({ jkt: JKT }) }, 'ZT_TOKEN_SCHEME_MISMATCH'),
    {
      name: 'the scheme DPoP with a plain token',
      authorization: [`DPoP ${issuer.token(request)}`],
      code: 'ZT_TOKEN_SCHEME_MISMATCH',
    },
  ];
}
