import type { Provider } from 'oidc-provider';
import { SCOPES } from './provider-configuration.js';

/** Where the metadata is found: RFC 8414, section 3, and OpenID Connect Discovery 1.0, section 4. */
export const METADATA_PATHS = [
  '/.well-known/oauth-authorization-server',
  '/.well-known/openid-configuration',
] as const;

const METADATA: ReadonlySet<string> = new Set(METADATA_PATHS);

/** What the library announces and this server does not serve. */
const NOT_SERVED = ['claims_parameter_supported', 'claims_supported', 'request_uri_parameter_supported'];

/** Koa middleware: the metadata names only what is served. */
export const honestMetadata: Parameters<Provider['use']>[0] = async (context, next) => {
  await next();
  if (!METADATA.has(context.path) || context.status !== 200) return;
  const announced = Object.entries(context.body as Record<string, unknown>);
  context.body = {
    ...Object.fromEntries(announced.filter(([name]) => !NOT_SERVED.includes(name))),
    scopes_supported: ['openid', ...SCOPES],
  };
};
