import { ACCOUNTS_SCOPE } from '@sample/shared';
import type { Provider } from 'oidc-provider';
import { SCOPES } from './provider-configuration.js';

/** Where the metadata is found: RFC 8414, section 3, and OpenID Connect Discovery 1.0, section 4. */
export const METADATA_PATHS = [
  '/.well-known/oauth-authorization-server',
  '/.well-known/openid-configuration',
] as const;

/** What services with certificates find at an origin of its own. */
export const MTLS_PATHS = {
  token_endpoint: '/token',
  revocation_endpoint: '/revoke',
  introspection_endpoint: '/introspect',
} as const;

const METADATA: ReadonlySet<string> = new Set(METADATA_PATHS);

/** What the library announces and this server does not serve. */
const NOT_SERVED = ['claims_parameter_supported', 'claims_supported', 'request_uri_parameter_supported'];
/** What needs the listener for certificates. */
const TLS_CLIENT_AUTH = 'tls_client_auth';

/**
 * Koa middleware: the metadata names only what is served, and where certificates are asked for (RFC 8705, section 5).
 *
 * @param mtlsOrigin origin of that listener, if there is one
 */
export function honestMetadata(mtlsOrigin: string | undefined): Parameters<Provider['use']>[0] {
  return async (context, next) => {
    await next();
    if (!METADATA.has(context.path) || context.status !== 200) return;
    const announced = Object.entries(context.body as Record<string, unknown>);
    context.body = {
      ...Object.fromEntries(announced.filter(([name]) => !NOT_SERVED.includes(name))),
      scopes_supported: ['openid', ...SCOPES, ACCOUNTS_SCOPE],
      ...(mtlsOrigin === undefined ? withoutCertificates(context.body) : aliasesAt(mtlsOrigin)),
    };
  };
}

function aliasesAt(origin: string): Readonly<Record<string, unknown>> {
  const aliases = Object.entries(MTLS_PATHS).map(([endpoint, path]) => [endpoint, `${origin}${path}`]);
  return { mtls_endpoint_aliases: Object.fromEntries(aliases) as Record<string, string> };
}

function withoutCertificates(announced: unknown): Readonly<Record<string, unknown>> {
  const { token_endpoint_auth_methods_supported: methods } = announced as Readonly<Record<string, unknown>>;
  return {
    token_endpoint_auth_methods_supported: (methods as readonly string[]).filter(
      (method) => method !== TLS_CLIENT_AUTH,
    ),
    tls_client_certificate_bound_access_tokens: undefined,
  };
}
