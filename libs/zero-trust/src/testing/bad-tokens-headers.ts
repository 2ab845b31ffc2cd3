import type { BadCredential } from './bad-tokens.js';
import type { TokenIssuer, TokenRequest } from './token-issuer.js';

/** Authorization headers that are not one access token, each around a good token. */
export function malformedHeaders(issuer: TokenIssuer, request: TokenRequest): readonly BadCredential[] {
  const token = issuer.token(request);
  const malformed: Readonly<Record<string, readonly string[]>> = {
    'an empty Authorization header': [''],
    'the scheme Basic': ['Basic YWxpY2U6c2VjcmV0'],
    'a token without a scheme': [token],
    'Bearer without a token': ['Bearer'],
    'Bearer with spaces for a token': ['Bearer  '],
    'two tokens in one header': [`Bearer ${token} ${token}`],
    'two tokens separated by a comma': [`Bearer ${token}, Bearer ${token}`],
    'garbage after the token': [`Bearer ${token} x`],
    'a tab after the scheme': [`Bearer\t${token}`],
    'a quoted token': [`Bearer "${token}"`],
    'the same header twice': [`Bearer ${token}`, `Bearer ${token}`],
    'a good header before a bad one': [`Bearer ${token}`, 'Bearer x'],
    'a header beyond any sensible length': [`Bearer ${token}${'A'.repeat(9000)}`],
  };
  return [
    { name: 'no Authorization header', authorization: [], code: 'ZT_CREDENTIALS_MISSING' },
    ...Object.entries(malformed).map(([name, authorization]): BadCredential => ({
      name,
      authorization,
      code: 'ZT_CREDENTIALS_MALFORMED',
    })),
  ];
}
