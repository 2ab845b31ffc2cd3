import type { Configuration } from 'oidc-provider';
import { splitWords } from '../accounts/identity.js';
import { clientCertificate, namesUri } from '../mtls/client-certificate.js';
import { signOutPage, signedOutPage } from './provider-pages.js';
import { resourcePolicy, type Resources } from './resource-policy.js';

const READS_ALL = 'security:read';

/** What of oidc-provider is on. */
export function providerFeatures(resources: Resources): NonNullable<Configuration['features']> {
  return {
    devInteractions: { enabled: false },
    userinfo: { enabled: false },
    pushedAuthorizationRequests: { enabled: false },
    rpInitiatedLogout: { enabled: true, logoutSource: signOutPage, postLogoutSuccessSource: signedOutPage },
    clientCredentials: { enabled: true },
    revocation: {
      enabled: true,
      allowedPolicy: (_context, client, token) => client.clientId === token.clientId,
    },
    introspection: {
      enabled: true,
      allowedPolicy: (_context, client, token) => mayIntrospect(client, token.clientId),
    },
    dPoP: { enabled: true },
    mTLS: {
      enabled: true,
      tlsClientAuth: true,
      certificateBoundAccessTokens: true,
      getCertificate: ({ req }) => clientCertificate(req),
      certificateAuthorized: ({ req }) => clientCertificate(req) !== undefined,
      certificateSubjectMatches: ({ req }, property, expected) =>
        property === 'tls_client_auth_san_uri' && namesUri(clientCertificate(req), expected),
    },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => resources.apiAudience,
      useGrantedResource: () => true,
      getResourceServerInfo: resourcePolicy(resources),
    },
  };
}

/** A client may look at its own tokens; one that may read security data at all of them. */
export function mayIntrospect(
  client: { readonly clientId: string; readonly scope?: string | undefined },
  owner: unknown,
): boolean {
  return client.clientId === owner || splitWords(client.scope ?? '').includes(READS_ALL);
}
