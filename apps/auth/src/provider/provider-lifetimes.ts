import type { Configuration } from 'oidc-provider';
import { REFRESH_TOKEN_LIFETIME_MS, SESSION_LIFETIME_MS } from '../refresh/session-lifetimes.js';
import { PERSON_TOKEN_LIFETIME_SECONDS } from '../tokens/person-tokens.js';
import { SERVICE_TOKEN_LIFETIME_SECONDS } from './resource-policy.js';

const CODE_SECONDS = 60;
const SIGN_IN_SECONDS = 600;

/** How long things live, and what becomes of refresh tokens. Access tokens live as the resource policy says. */
export function providerLifetimes(): Pick<
  Configuration,
  'ttl' | 'rotateRefreshToken' | 'issueRefreshToken' | 'expiresWithSession'
> {
  return {
    ttl: {
      AccessToken: PERSON_TOKEN_LIFETIME_SECONDS,
      AuthorizationCode: CODE_SECONDS,
      ClientCredentials: SERVICE_TOKEN_LIFETIME_SECONDS,
      Grant: SESSION_LIFETIME_MS / 1_000,
      IdToken: SIGN_IN_SECONDS,
      Interaction: SIGN_IN_SECONDS,
      RefreshToken: (_context, { iiat }) => refreshSeconds(iiat),
      Session: SESSION_LIFETIME_MS / 1_000,
    },
    rotateRefreshToken: true,
    issueRefreshToken: (_context, client) => client.grantTypeAllowed('refresh_token'),
    // Signing out ends what the session gave.
    expiresWithSession: () => true,
  };
}

/** However often a session is prolonged, it ends so long after the sign-in (`iiat`, seconds since 1970). */
function refreshSeconds(beganAt: number | undefined): number {
  const now = Math.floor(Date.now() / 1_000);
  const left = (beganAt ?? now) + SESSION_LIFETIME_MS / 1_000 - now;
  return Math.max(1, Math.min(REFRESH_TOKEN_LIFETIME_MS / 1_000, left));
}
