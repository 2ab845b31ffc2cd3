import type { BadCredential } from './bad-tokens.js';

/** Tokens by what is wrong with them. */
export type NamedTokens = Readonly<Record<string, string>>;

/** Bearer credentials of tokens that are not acceptable. */
export function bearer(
  tokens: NamedTokens,
  code: BadCredential['code'] = 'ZT_TOKEN_INVALID',
): readonly BadCredential[] {
  return Object.entries(tokens).map(([name, token]) => ({ name, authorization: [`Bearer ${token}`], code }));
}
