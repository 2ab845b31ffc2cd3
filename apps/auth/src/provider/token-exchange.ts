import { Inject, Injectable } from '@nestjs/common';
import { errors, type KoaContextWithOIDC } from 'oidc-provider';
import { Accounts, type Account } from '../accounts/accounts.js';
import { splitWords, textOf } from '../accounts/identity.js';
import { CLOCK, ENVIRONMENT, type AuthEnvironment, type Clock } from '../auth.tokens.js';
import { Clients, type ServiceClient } from '../clients/clients.js';
import { AccessTokens } from '../tokens/access-tokens.js';
import { OwnAccessTokens, type OwnClaims } from '../tokens/own-access-tokens.js';
import { PersonTokens, type Actor, type Confirmation } from '../tokens/person-tokens.js';
import { bindingOf } from './exchange-binding.js';
import { SERVICE_TOKEN_LIFETIME_SECONDS } from './resource-policy.js';
import { whileAvailable } from './stored-model.js';

/** RFC 8693, section 2.1. */
export const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';

/** What the grant reads; each may be sent once. */
export const TOKEN_EXCHANGE_PARAMETERS = [
  'subject_token',
  'subject_token_type',
  'requested_token_type',
  'actor_token',
  'scope',
  'resource',
  'audience',
] as const;

const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
/** A service for a service for a service: longer chains are a mistake. */
const MAX_ACTORS = 3;

interface Exchange {
  readonly claims: OwnClaims;
  readonly account: Account;
  readonly service: ServiceClient;
  readonly scopes: readonly string[];
}

interface Issuance extends Exchange {
  readonly confirmation: Confirmation | undefined;
  readonly lifetimeSeconds: number;
}

/**
 * A service gets a token to call on behalf of a person whose token it shows (RFC 8693): the person stays the subject,
 * the service becomes the actor (`act`), the scopes are those that both have, and it lives no longer than the person's.
 * It is bound to the key or the certificate that the service proves.
 */
@Injectable()
export class TokenExchange {
  constructor(
    @Inject(ENVIRONMENT) private readonly environment: AuthEnvironment,
    @Inject(Accounts) private readonly accounts: Accounts,
    @Inject(Clients) private readonly clients: Clients,
    @Inject(OwnAccessTokens) private readonly ownTokens: OwnAccessTokens,
    @Inject(AccessTokens) private readonly accessTokens: AccessTokens,
    @Inject(PersonTokens) private readonly personTokens: PersonTokens,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async handle(context: KoaContextWithOIDC): Promise<void> {
    this.#checkRequest(context);
    const exchange = await whileAvailable(this.#resolve(context));
    const confirmation = await this.#bind(context, exchange.claims);
    const lifetimeSeconds = this.#lifetimeOf(exchange.claims);
    context.body = {
      access_token: await whileAvailable(this.#issue({ ...exchange, confirmation, lifetimeSeconds })),
      issued_token_type: ACCESS_TOKEN,
      token_type: confirmation?.jkt !== undefined ? 'DPoP' : 'Bearer',
      expires_in: lifetimeSeconds,
      scope: exchange.scopes.join(' '),
    };
  }

  #checkRequest(context: KoaContextWithOIDC): void {
    const { params = {} } = context.oidc;
    if (params['subject_token_type'] !== ACCESS_TOKEN)
      throw new errors.InvalidRequest(`subject_token_type must be ${ACCESS_TOKEN}`);
    if (params['requested_token_type'] !== undefined && params['requested_token_type'] !== ACCESS_TOKEN)
      throw new errors.InvalidRequest(`requested_token_type must be ${ACCESS_TOKEN} or left out`);
    if (params['actor_token'] !== undefined)
      throw new errors.InvalidRequest('the actor is the client that authenticates: leave actor_token out');
    const targets = [params['resource'], params['audience']].filter((target) => target !== undefined);
    if (targets.some((target) => target !== this.environment.apiAudience))
      throw new errors.InvalidTarget(`the only audience of this server is ${this.environment.apiAudience}`);
  }

  async #resolve({ oidc }: KoaContextWithOIDC): Promise<Exchange> {
    const claims = await this.ownTokens.readActive(
      oidc.params?.['subject_token'],
      this.environment.apiAudience,
    );
    if (claims === undefined) throw new errors.InvalidGrant('the subject token is not active');
    const account = await this.accounts.findBySubject(String(claims.sub));
    if (account === undefined) throw new errors.InvalidGrant('the subject of the token is no person');
    const service = await this.clients.find(String(oidc.client?.clientId));
    if (service === undefined) throw new errors.InvalidClient('client is invalid', 'client not found');
    return { claims, account, service, scopes: scopesOf({ claims, service, asked: oidc.params?.['scope'] }) };
  }

  /** What nobody could use who had stolen it must not become what anybody could use. */
  async #bind(context: KoaContextWithOIDC, { cnf }: OwnClaims): Promise<Confirmation | undefined> {
    const binding = await bindingOf(context, this.clock.now());
    if (binding === undefined && cnf !== undefined)
      throw new errors.InvalidRequest('the subject token is bound to a key: send a DPoP proof');
    return binding;
  }

  async #issue({ claims, account, service, scopes, ...token }: Issuance): Promise<string> {
    const grantId = await this.accessTokens.grantOf(claims.jti);
    return this.personTokens.issue({
      identity: account,
      scopes,
      authenticatedAt: Number(claims['auth_time']) * 1_000,
      methods: claims['amr'] as readonly string[],
      clientId: service.clientId,
      actor: actorOf(service, claims['act'] as Actor | undefined),
      ...token,
      ...(grantId === undefined ? {} : { grantId }),
    });
  }

  #lifetimeOf({ exp }: OwnClaims): number {
    const left = exp - Math.ceil(this.clock.now() / 1_000);
    if (left < 1) throw new errors.InvalidGrant('the subject token is not active');
    return Math.min(SERVICE_TOKEN_LIFETIME_SECONDS, left);
  }
}

interface ScopeRequest extends Pick<Exchange, 'claims' | 'service'> {
  readonly asked: unknown;
}

/** Neither gains: what the person's token has and the service may ask for. */
function scopesOf({ claims, service, asked }: ScopeRequest): readonly string[] {
  const shared = splitWords(textOf(claims['scope'])).filter((scope) => service.scopes.includes(scope));
  const wanted = typeof asked === 'string' ? splitWords(asked) : shared;
  const refused = wanted.find((scope) => !shared.includes(scope));
  if (refused !== undefined) throw new errors.InvalidScope('requested scope is not allowed', refused);
  return wanted;
}

function actorOf({ sub }: ServiceClient, before: Actor | undefined): Actor {
  let actors = 1;
  for (let actor = before; actor !== undefined; actor = actor.act) actors += 1;
  if (actors > MAX_ACTORS)
    throw new errors.InvalidGrant(`no more than ${MAX_ACTORS} services may act for one another`);
  return before === undefined ? { sub } : { sub, act: before };
}
