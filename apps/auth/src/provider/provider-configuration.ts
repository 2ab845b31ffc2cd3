import { errors, type ClientCredentials, type Configuration, type KoaContextWithOIDC } from 'oidc-provider';
import { DEMO_IDENTITIES, type PrivateJwk } from '@sample/shared';
import { identityClaims, type Identity } from '../accounts/identity.js';
import { adapterFactory, type AdapterSources } from './provider-adapters.js';
import { resourcePolicy, SERVICE_TOKEN_LIFETIME_SECONDS } from './resource-policy.js';

/** What a provider is built from. */
export interface ProviderParts extends AdapterSources {
  readonly apiAudience: string;
  /** The only key that signs; the public set is served by this server itself. */
  readonly signingKey: PrivateJwk;
}

/** Every scope of the sample. */
export const SCOPES = [...new Set(DEMO_IDENTITIES.flatMap(({ scopes }) => scopes))];

const CLOCK_TOLERANCE_SECONDS = 10;
const LONGEST_ASSERTION_SECONDS = 300;

/** The configuration of oidc-provider: client credentials with `private_key_jwt`, ES256 throughout, nothing else. */
export function providerConfiguration(parts: ProviderParts): Configuration {
  return {
    adapter: adapterFactory(parts),
    jwks: { keys: [{ ...parts.signingKey }] },
    scopes: SCOPES,
    responseTypes: [],
    clientAuthMethods: ['private_key_jwt'],
    enabledJWA: { clientAuthSigningAlgValues: ['ES256'], idTokenSigningAlgValues: ['ES256'] },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    ttl: { ClientCredentials: SERVICE_TOKEN_LIFETIME_SECONDS },
    extraClientMetadata: { properties: ['identity'] },
    assertJwtClientAuthClaimsAndHeader: (_context, { exp, iat }) =>
      assertShortLived({ exp, iat }, parts.nowMs()),
    formats: { customizers: { jwt: (_context, token, parts_) => describeService(token, parts_) } },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      dPoP: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => parts.apiAudience,
        getResourceServerInfo: resourcePolicy(parts.apiAudience),
      },
    },
    renderError,
  };
}

interface AssertionTimes {
  readonly exp?: unknown;
  readonly iat?: unknown;
}

/** A stolen assertion must not be worth much, and every used one is remembered until it expires. */
function assertShortLived({ exp, iat }: AssertionTimes, nowMs: number): void {
  const latest = nowMs / 1000 + LONGEST_ASSERTION_SECONDS + CLOCK_TOLERANCE_SECONDS;
  if (typeof exp !== 'number' || exp > latest)
    throw new errors.InvalidClientAuth(`client assertions must expire within ${LONGEST_ASSERTION_SECONDS} s`);
  if (iat !== undefined && typeof iat !== 'number')
    throw new errors.InvalidClientAuth('iat (JWT issued at) must be a number');
}

type JwtParts = Parameters<
  NonNullable<NonNullable<NonNullable<Configuration['formats']>['customizers']>['jwt']>
>[2];

/** The subject of a service is its own, not the client id, so that no person's subject can ever equal it. */
function describeService(token: Pick<ClientCredentials, 'client'> | object, jwt: JwtParts): void {
  const identity = identityOf(token);
  Object.assign(jwt.payload, identityClaims(identity), { sub: identity.sub });
}

function identityOf(token: object): Identity {
  const client = 'client' in token ? token.client : undefined;
  const identity = typeof client === 'object' && client !== null && 'identity' in client && client.identity;
  if (typeof identity !== 'object' || identity === null) throw new Error('The client has no identity.');
  return identity as Identity;
}

/** Errors that oidc-provider would render as a page: JSON, with nothing from elsewhere. */
function renderError(context: KoaContextWithOIDC, out: errors.OIDCProviderError | { error: string }): void {
  context.type = 'application/json';
  context.body = out;
}
