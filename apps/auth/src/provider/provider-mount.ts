import type { IncomingMessage, ServerResponse } from 'node:http';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { PrivateJwk } from '@sample/shared';
import type { NextFunction, Request, Response } from 'express';
import { Provider } from 'oidc-provider';
import { DATABASE, ENVIRONMENT, type AuthDatabase, type AuthEnvironment } from '../auth.tokens.js';
import { AuthLog } from '../http/auth-log.js';
import { mtlsOrigin } from '../mtls/mtls-origin.js';
import { serverSecret } from '../secrets/server-secrets.js';
import { SigningKeys } from '../signing-keys/signing-keys.js';
import { honestMetadata, METADATA_PATHS } from './honest-metadata.js';
import { pinOrigin } from './pin-origin.js';
import { ProviderSources } from './provider-sources.js';
import { retryAfter } from './retry-after.js';
import { providerConfiguration } from './provider-configuration.js';
import { StructuredTokens } from './structured-tokens.js';
import { whileAvailable } from './stored-model.js';
import { TOKEN_EXCHANGE, TOKEN_EXCHANGE_PARAMETERS, TokenExchange } from './token-exchange.js';
import { UsedAssertions } from './used-assertions.js';

/** What oidc-provider answers itself. */
const SERVED_PATH = new RegExp(
  `^(?:/token|/authorize(?:/[\\w-]+)?|/revoke|/introspect|/sign-out(?:/confirm|/success)?|${METADATA_PATHS.join('|')})$`,
);
/** Answered here, with the provider's knowledge of the sign-in. */
const SIGN_IN_PATH = /^\/sign-in\//;

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

interface Exchange {
  readonly request: Request;
  readonly response: Response;
  readonly next: NextFunction;
}

/** oidc-provider behind this server's routes; built anew, and swapped in one step, whenever the signing key changes. */
@Injectable()
export class ProviderMount implements OnModuleInit {
  #current: { readonly provider: Provider; readonly handler: Handler } | undefined;
  #cookieKey: Uint8Array = new Uint8Array();

  constructor(
    @Inject(ENVIRONMENT) private readonly environment: AuthEnvironment,
    @Inject(DATABASE) private readonly database: AuthDatabase,
    @Inject(SigningKeys) private readonly signingKeys: SigningKeys,
    @Inject(ProviderSources) private readonly sources: ProviderSources,
    @Inject(UsedAssertions) private readonly usedAssertions: UsedAssertions,
    @Inject(StructuredTokens) private readonly structuredTokens: StructuredTokens,
    @Inject(TokenExchange) private readonly tokenExchange: TokenExchange,
    @Inject(AuthLog) private readonly log: AuthLog,
  ) {}

  async onModuleInit(): Promise<void> {
    this.#cookieKey = await serverSecret(this.database, 'cookies');
    await this.signingKeys.start((signingKey) => {
      this.#current = this.#build(signingKey);
    });
  }

  /** The provider of the present signing key. */
  get provider(): Provider {
    if (this.#current === undefined) throw new Error('The provider is not built yet.');
    return this.#current.provider;
  }

  /** Express middleware: hands the provider's paths to it and leaves all others to Nest. */
  readonly middleware = (request: Request, response: Response, next: NextFunction): void => {
    const isServed = SERVED_PATH.test(request.path);
    if (isServed || SIGN_IN_PATH.test(request.path)) pinOrigin(request, this.environment);
    if (this.#current === undefined || !isServed) return next();
    void this.#handle(this.#current.handler, { request, response, next });
  };

  async #handle(handler: Handler, { request, response, next }: Exchange): Promise<void> {
    try {
      await handler(request, response);
    } catch (error) {
      next(error);
    }
  }

  #build(signingKey: PrivateJwk): { provider: Provider; handler: Handler } {
    const parts = this.sources.parts({ signingKey, cookieKey: this.#cookieKey });
    const provider = new Provider(this.environment.authIssuer, providerConfiguration(parts));
    provider.proxy = true;
    // Looking first and writing later, as the library does, would let two simultaneous uses pass.
    provider.ReplayDetection.unique = (issuer, jti, expiresAt) =>
      this.#useOnce(`${issuer}\n${jti}`, expiresAt);
    provider.use(retryAfter);
    provider.use(honestMetadata(mtlsOrigin(this.environment)));
    provider.use(this.structuredTokens.middleware);
    provider.registerGrantType(
      TOKEN_EXCHANGE,
      (context) => this.tokenExchange.handle(context),
      TOKEN_EXCHANGE_PARAMETERS,
    );
    provider.on('server_error', (_context, error) => this.log.failure('oidc-provider failed', error));
    return { provider, handler: provider.callback() };
  }

  /** Client assertions (RFC 7523, section 3, item 7) and DPoP proofs (RFC 9449, section 11.1) are good once. */
  #useOnce(id: string, expiresAtSeconds: number): Promise<boolean> {
    return whileAvailable(this.usedAssertions.use(`provider:${id}`, expiresAtSeconds * 1_000));
  }
}
