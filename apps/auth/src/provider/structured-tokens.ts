import { Inject, Injectable } from '@nestjs/common';
import type { JWTPayload } from 'jose';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import { AccessTokens } from '../tokens/access-tokens.js';
import { OwnAccessTokens } from '../tokens/own-access-tokens.js';
import { mayIntrospect } from './provider-features.js';
import { whileAvailable } from './stored-model.js';

/** Claims that an introspection answers with (RFC 7662, section 2.2), beside those of RFC 9068. */
const ANSWERED = [
  'iss',
  'sub',
  'aud',
  'client_id',
  'scope',
  'exp',
  'iat',
  'jti',
  'cnf',
  'act',
  'acr',
  'amr',
  'auth_time',
];

type Middleware = Parameters<Provider['use']>[0];

/**
 * Revocation (RFC 7009) and introspection (RFC 7662) of this server's access tokens, which are JWTs. oidc-provider
 * authenticates the client and then refuses JWTs as `unsupported_token_type`: that is where this goes on.
 */
@Injectable()
export class StructuredTokens {
  constructor(
    @Inject(OwnAccessTokens) private readonly ownTokens: OwnAccessTokens,
    @Inject(AccessTokens) private readonly accessTokens: AccessTokens,
  ) {}

  readonly middleware: Middleware = async (context, next) => {
    await next();
    if (context.status !== 400 || errorOf(context.body) !== 'unsupported_token_type') return;
    const { oidc } = context as KoaContextWithOIDC;
    // Without a client nobody has authenticated: the refusal stands.
    if (oidc?.client === undefined) return;
    if (context.path === '/revoke') await this.#revoke(context as KoaContextWithOIDC);
    else if (context.path === '/introspect') await this.#introspect(context as KoaContextWithOIDC);
  };

  /** A token that is not good (any more) needs no revocation: 200 all the same (RFC 7009, section 2.2). */
  async #revoke(context: KoaContextWithOIDC): Promise<void> {
    const claims = await this.ownTokens.read(context.oidc.params?.['token']);
    if (claims !== undefined && claims['client_id'] !== context.oidc.client?.clientId) {
      context.status = 400;
      context.body = {
        error: 'invalid_request',
        error_description: 'the token was issued to another client',
      };
      return;
    }
    if (claims !== undefined)
      await whileAvailable(this.accessTokens.revoke({ jti: claims.jti, expiresAt: claims.exp * 1_000 }));
    context.status = 200;
    context.body = '';
  }

  async #introspect(context: KoaContextWithOIDC): Promise<void> {
    const { client, params } = context.oidc;
    const claims = await whileAvailable(this.ownTokens.readActive(params?.['token']));
    const isOpen = claims !== undefined && client !== undefined && mayIntrospect(client, claims['client_id']);
    context.status = 200;
    context.body = isOpen ? answerOf(claims) : { active: false };
  }
}

function answerOf(claims: JWTPayload): Readonly<Record<string, unknown>> {
  const known = Object.entries(claims).filter(([name]) => ANSWERED.includes(name));
  const { cnf } = claims;
  // One that is bound to a certificate is a bearer token (RFC 8705, section 3).
  const isDpop = typeof cnf === 'object' && cnf !== null && 'jkt' in cnf;
  return { active: true, token_type: isDpop ? 'DPoP' : 'Bearer', ...Object.fromEntries(known) };
}

function errorOf(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined;
}
