import type { KoaContextWithOIDC } from 'oidc-provider';
import { identityClaims, type Identity } from '../accounts/identity.js';
import type { Accounts } from '../accounts/accounts.js';
import type { AccessTokens } from '../tokens/access-tokens.js';
import { SINGLE_FACTOR } from '../tokens/person-tokens.js';
import { whileAvailable } from './stored-model.js';

/** What the claims come from, and where the token is remembered. */
export interface DescribeTokenParts {
  readonly accounts: Accounts;
  readonly accessTokens: AccessTokens;
}

/** A token and its claims, before it is signed. */
export interface UnsignedToken {
  readonly token: object;
  readonly claims: Record<string, unknown>;
}

/** Adds what this server's tokens say beyond the standard claims, and remembers the token so that it can be revoked. */
export async function describeToken(
  context: KoaContextWithOIDC,
  { token, claims }: UnsignedToken,
  { accounts, accessTokens }: DescribeTokenParts,
): Promise<void> {
  const grantId = textOf(token, 'grantId');
  const accountId = textOf(token, 'accountId');
  if (accountId === undefined) describeService(token, claims);
  else Object.assign(claims, await describePerson(context, { accountId, accounts }));
  const issued = { jti: String(claims['jti']), grantId, expiresAt: Number(claims['exp']) * 1_000 };
  await whileAvailable(accessTokens.record(issued));
}

/** The subject of a service is its own, not the client id, so that no person's subject can ever equal it. */
function describeService(token: object, claims: Record<string, unknown>): void {
  const identity = identityOf(token);
  Object.assign(claims, identityClaims(identity), { sub: identity.sub });
}

interface Person {
  readonly accountId: string;
  readonly accounts: Accounts;
}

async function describePerson(
  { oidc }: KoaContextWithOIDC,
  { accountId, accounts }: Person,
): Promise<Record<string, unknown>> {
  const account = await whileAvailable(accounts.findBySubject(accountId));
  if (account === undefined) throw new Error('The account is gone.');
  const {
    acr = SINGLE_FACTOR,
    amr,
    authTime,
  } = oidc.entities.AuthorizationCode ?? oidc.entities.RefreshToken ?? {};
  return { ...identityClaims(account), acr, amr, auth_time: authTime };
}

/** The identity of a service, which its client metadata carries. */
function identityOf(token: object): Identity {
  const client = 'client' in token ? token.client : undefined;
  const identity = typeof client === 'object' && client !== null && 'identity' in client && client.identity;
  if (typeof identity !== 'object' || identity === null) throw new Error('The client has no identity.');
  return identity as Identity;
}

function textOf(token: object, name: string): string | undefined {
  const value = (token as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' ? value : undefined;
}
