import type { IncomingMessage, ServerResponse } from 'node:http';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { PrivateJwk } from '@sample/shared';
import type { NextFunction, Request, Response } from 'express';
import { Provider } from 'oidc-provider';
import { CLOCK, ENVIRONMENT, type AuthEnvironment, type Clock } from '../auth.tokens.js';
import { Clients } from '../clients/clients.js';
import { AuthLog } from '../http/auth-log.js';
import { SigningKeys } from '../signing-keys/signing-keys.js';
import { honestMetadata, METADATA_PATHS } from './honest-metadata.js';
import { retryAfter } from './retry-after.js';
import { providerConfiguration } from './provider-configuration.js';
import { UsedAssertions } from './used-assertions.js';

const SERVED_PATHS = new Set(['/token', ...METADATA_PATHS]);

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

interface Exchange {
  readonly request: Request;
  readonly response: Response;
  readonly next: NextFunction;
}

/** oidc-provider behind this server's routes; built anew, and swapped in one step, whenever the signing key changes. */
@Injectable()
export class ProviderMount implements OnModuleInit {
  #handler: Handler | undefined;

  constructor(
    @Inject(ENVIRONMENT) private readonly environment: AuthEnvironment,
    @Inject(SigningKeys) private readonly signingKeys: SigningKeys,
    @Inject(Clients) private readonly clients: Clients,
    @Inject(UsedAssertions) private readonly usedAssertions: UsedAssertions,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(AuthLog) private readonly log: AuthLog,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.signingKeys.start((signingKey) => {
      this.#handler = this.#build(signingKey);
    });
  }

  /** Express middleware: hands the provider's paths to it and leaves all others to Nest. */
  readonly middleware = (request: Request, response: Response, next: NextFunction): void => {
    if (this.#handler === undefined || !SERVED_PATHS.has(request.path)) return next();
    pinOrigin(request, this.environment.authIssuer);
    void this.#handle(this.#handler, { request, response, next });
  };

  async #handle(handler: Handler, { request, response, next }: Exchange): Promise<void> {
    try {
      await handler(request, response);
    } catch (error) {
      next(error);
    }
  }

  #build(signingKey: PrivateJwk): Handler {
    const provider = new Provider(
      this.environment.authIssuer,
      providerConfiguration({
        apiAudience: this.environment.apiAudience,
        signingKey,
        clients: this.clients,
        usedAssertions: this.usedAssertions,
        nowMs: () => this.clock.now(),
      }),
    );
    provider.proxy = true;
    provider.use(retryAfter);
    provider.use(honestMetadata);
    provider.on('server_error', (_context, error) => this.log.failure('oidc-provider failed', error));
    return provider.callback();
  }
}

/**
 * The library derives the token endpoint from the request. A client's assertion for `https://evil.example/token`,
 * relayed with that Host, would then be accepted here: only the configured issuer says where this server is.
 */
function pinOrigin(request: Request, issuer: string): void {
  const { host, protocol } = new URL(issuer);
  request.headers.host = host;
  request.headers['x-forwarded-host'] = host;
  request.headers['x-forwarded-proto'] = protocol.slice(0, -1);
}
