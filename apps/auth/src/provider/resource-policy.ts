import { ACCOUNTS_SCOPE } from '@sample/shared';
import { errors, type Client, type KoaContextWithOIDC, type ResourceServer } from 'oidc-provider';
import { splitWords } from '../accounts/identity.js';
import { PERSON_TOKEN_LIFETIME_SECONDS } from '../tokens/person-tokens.js';

/** Life of a service's access token. */
export const SERVICE_TOKEN_LIFETIME_SECONDS = 300;

const OPENID_SCOPES: readonly string[] = ['openid', 'offline_access'];

/** What tokens can be for. */
export interface Resources {
  readonly apiAudience: string;
  /** This server itself, for services that hand accounts over. */
  readonly issuer: string;
}

/**
 * Decides for which resource and with which scopes a client gets a token: `resource` (RFC 8707) and `audience` name the
 * API, which is what is meant where both are left out; so may be the `scope` of a service, which then means all that it
 * may ask for there. A token is good at one resource only, and has no scope of the other.
 *
 * @throws InvalidTarget for another resource, InvalidScope for a scope that is unknown or not the client's
 */
export function resourcePolicy(resources: Resources) {
  return (context: KoaContextWithOIDC, resource: string, client: Client): ResourceServer => {
    const allowed = scopesAt(resources, { resource, client });
    if (allowed === undefined || !isAudienceAccepted(context, resource))
      throw new errors.InvalidTarget(`the only audience of this server is ${resources.apiAudience}`);
    settleScope(context, allowed);
    const isService = client.clientAuthMethod !== 'none';
    return {
      audience: resource,
      scope: allowed.filter((scope) => !OPENID_SCOPES.includes(scope)).join(' '),
      accessTokenFormat: 'jwt',
      accessTokenTTL: isService ? SERVICE_TOKEN_LIFETIME_SECONDS : PERSON_TOKEN_LIFETIME_SECONDS,
      jwt: { sign: { alg: 'ES256' } },
    };
  };
}

interface Asked {
  readonly resource: string;
  readonly client: Client;
}

/** @returns undefined where the client gets no token at all */
function scopesAt(resources: Resources, { resource, client }: Asked): readonly string[] | undefined {
  const scopes = splitWords(client.scope ?? '');
  if (resource === resources.apiAudience) return scopes.filter((scope) => scope !== ACCOUNTS_SCOPE);
  return resource === resources.issuer && scopes.includes(ACCOUNTS_SCOPE) ? [ACCOUNTS_SCOPE] : undefined;
}

/** A repeated `audience` arrives as an array, and is refused like a wrong one. */
function isAudienceAccepted({ oidc }: KoaContextWithOIDC, resource: string): boolean {
  const audience: unknown = oidc.body?.['audience'];
  return audience === undefined || audience === resource;
}

function settleScope({ oidc }: KoaContextWithOIDC, allowed: readonly string[]): void {
  const asked: unknown = oidc.params?.['scope'];
  if (asked === undefined) {
    const isService = oidc.params?.['grant_type'] === 'client_credentials';
    if (isService && oidc.params !== undefined && allowed.length > 0)
      oidc.params['scope'] = allowed.join(' ');
    return;
  }
  if (typeof asked !== 'string') throw new errors.InvalidRequest('scope must be sent once');
  // The library drops scopes that it does not know; a caller must learn that it did not get them.
  const refused = splitWords(asked).find((scope) => !allowed.includes(scope));
  if (refused !== undefined) throw new errors.InvalidScope('requested scope is not allowed', refused);
}
