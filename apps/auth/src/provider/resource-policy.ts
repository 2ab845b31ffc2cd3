import { errors, type Client, type KoaContextWithOIDC, type ResourceServer } from 'oidc-provider';
import { splitWords } from '../accounts/identity.js';
import { PERSON_TOKEN_LIFETIME_SECONDS } from '../tokens/person-tokens.js';

/** Life of a service's access token. */
export const SERVICE_TOKEN_LIFETIME_SECONDS = 300;

const OPENID_SCOPES: readonly string[] = ['openid', 'offline_access'];

/**
 * Decides for which API and with which scopes a client gets a token: `resource` (RFC 8707) and `audience` name the API
 * and may be left out; so may the `scope` of a service, which then means all that it may ask for.
 *
 * @throws InvalidTarget for another API, InvalidScope for a scope that is unknown or not the client's
 */
export function resourcePolicy(apiAudience: string) {
  return (context: KoaContextWithOIDC, resource: string, client: Client): ResourceServer => {
    if (resource !== apiAudience || !isAudienceAccepted(context, apiAudience))
      throw new errors.InvalidTarget(`the only audience of this server is ${apiAudience}`);
    settleScope(context, client);
    const scopes = splitWords(client.scope ?? '').filter((scope) => !OPENID_SCOPES.includes(scope));
    const isService = client.clientAuthMethod !== 'none';
    return {
      audience: apiAudience,
      scope: scopes.join(' '),
      accessTokenFormat: 'jwt',
      accessTokenTTL: isService ? SERVICE_TOKEN_LIFETIME_SECONDS : PERSON_TOKEN_LIFETIME_SECONDS,
      jwt: { sign: { alg: 'ES256' } },
    };
  };
}

/** A repeated `audience` arrives as an array, and is refused like a wrong one. */
function isAudienceAccepted({ oidc }: KoaContextWithOIDC, apiAudience: string): boolean {
  const audience: unknown = oidc.body?.['audience'];
  return audience === undefined || audience === apiAudience;
}

function settleScope({ oidc }: KoaContextWithOIDC, client: Client): void {
  const allowed = splitWords(client.scope ?? '');
  const asked: unknown = oidc.params?.['scope'];
  if (asked === undefined) {
    const isService = oidc.params?.['grant_type'] === 'client_credentials';
    if (isService && oidc.params !== undefined) oidc.params['scope'] = client.scope;
    return;
  }
  if (typeof asked !== 'string') throw new errors.InvalidRequest('scope must be sent once');
  // The library drops scopes that it does not know; a caller must learn that it did not get them.
  const refused = splitWords(asked).find((scope) => !allowed.includes(scope));
  if (refused !== undefined) throw new errors.InvalidScope('requested scope is not allowed', refused);
}
