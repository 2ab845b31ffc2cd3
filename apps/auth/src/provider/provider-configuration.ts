import type { Configuration } from 'oidc-provider';
import { ACCOUNTS_SCOPE, DEMO_IDENTITIES, type PrivateJwk } from '@sample/shared';
import type { Accounts } from '../accounts/accounts.js';
import type { AccessTokens } from '../tokens/access-tokens.js';
import { describeToken } from './describe-token.js';
import { personGrants } from './person-grants.js';
import { adapterFactory, type AdapterSources } from './provider-adapters.js';
import { providerFeatures } from './provider-features.js';
import { providerLifetimes } from './provider-lifetimes.js';
import { renderError } from './provider-pages.js';
import { assertShortLived, CLOCK_TOLERANCE_SECONDS } from './short-lived-assertion.js';

/** What a provider is built from. */
export interface ProviderParts extends AdapterSources {
  readonly apiAudience: string;
  readonly issuer: string;
  readonly accounts: Accounts;
  readonly accessTokens: AccessTokens;
  /** The only key that signs; the public set is served by this server itself. */
  readonly signingKey: PrivateJwk;
  /** Sign the cookies of sign-ins. */
  readonly cookieKey: Uint8Array;
}

/** Every scope of the sample's API. */
export const SCOPES = [...new Set(DEMO_IDENTITIES.flatMap(({ scopes }) => scopes))];

/**
 * The configuration of oidc-provider, ES256 throughout: client credentials with `private_key_jwt` for services,
 * authorization codes with PKCE and rotating refresh tokens for people.
 */
export function providerConfiguration(parts: ProviderParts): Configuration {
  return {
    adapter: adapterFactory(parts),
    jwks: { keys: [{ ...parts.signingKey }] },
    scopes: ['openid', 'offline_access', ...SCOPES, ACCOUNTS_SCOPE],
    responseTypes: ['code'],
    pkce: { required: () => true },
    clientAuthMethods: ['private_key_jwt', 'tls_client_auth', 'none'],
    enabledJWA: {
      clientAuthSigningAlgValues: ['ES256'],
      idTokenSigningAlgValues: ['ES256'],
      dPoPSigningAlgValues: ['ES256'],
    },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    extraClientMetadata: { properties: ['identity'] },
    assertJwtClientAuthClaimsAndHeader: (_context, { exp, iat }) =>
      assertShortLived({ exp, iat }, parts.nowMs()),
    formats: {
      customizers: {
        jwt: (context, token, { payload }) => describeToken(context, { token, claims: payload }, parts),
      },
    },
    findAccount: (_context, sub) => findAccount(parts.accounts, sub),
    loadExistingGrant: personGrants(parts),
    interactions: { url: (_context, { uid }) => `/sign-in/${uid}` },
    cookies: cookies(parts.cookieKey),
    routes: {
      authorization: '/authorize',
      end_session: '/sign-out',
      introspection: '/introspect',
      revocation: '/revoke',
      token: '/token',
    },
    features: providerFeatures(parts),
    ...providerLifetimes(),
    renderError,
  };
}

async function findAccount(accounts: Accounts, sub: string) {
  const account = await accounts.findBySubject(sub);
  return account === undefined ? undefined : { accountId: sub, claims: () => ({ sub }) };
}

/** `lax`: the way to the sign-in page begins at another site; a form that another site sends has no cookies. */
function cookies(key: Uint8Array): NonNullable<Configuration['cookies']> {
  const options = { signed: true, httpOnly: true, sameSite: 'lax' } as const;
  return { keys: [Buffer.from(key)], short: options, long: options };
}
