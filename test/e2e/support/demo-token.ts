import { findDemoIdentity } from '@sample/shared';
import type { TokenIssuer, TokenRequest } from 'nestjs-zero-trust/testing';

/** What a test wants otherwise than the identity usually has it. */
export interface TokenChanges {
  /** @defaultValue all scopes of the identity */
  readonly scope?: string;
  /** Further claims, or other values; `undefined` leaves a claim out. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** What the authorization server would say of a demo identity that has just signed in. */
export function demoTokenRequest(
  issuer: TokenIssuer,
  name: string,
  changes: TokenChanges = {},
): TokenRequest {
  const identity = findDemoIdentity(name);
  if (identity === undefined) throw new Error(`There is no demo identity ${name}.`);
  const { sub, kind, scopes, roles, clearance, tier, department } = identity;
  const person = { client_id: 'first-party', auth_time: issuer.claims()['iat'] };
  return {
    sub,
    scope: changes.scope ?? scopes.join(' '),
    claims: {
      roles,
      clearance,
      tier,
      department,
      ...(kind === 'person' ? person : { client_id: name }),
      ...changes.claims,
    },
  };
}
