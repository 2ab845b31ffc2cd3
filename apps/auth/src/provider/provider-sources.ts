import { Inject, Injectable } from '@nestjs/common';
import { Accounts } from '../accounts/accounts.js';
import {
  CLOCK,
  DATABASE,
  ENVIRONMENT,
  type AuthDatabase,
  type AuthEnvironment,
  type Clock,
} from '../auth.tokens.js';
import { Applications } from '../clients/applications.js';
import { Clients } from '../clients/clients.js';
import { AccessTokens } from '../tokens/access-tokens.js';
import type { ProviderParts } from './provider-configuration.js';

/** Everything that the provider stands on but its keys. */
@Injectable()
export class ProviderSources {
  constructor(
    @Inject(ENVIRONMENT) private readonly environment: AuthEnvironment,
    @Inject(DATABASE) private readonly database: AuthDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(Accounts) private readonly accounts: Accounts,
    @Inject(Clients) private readonly clients: Clients,
    @Inject(Applications) private readonly applications: Applications,
    @Inject(AccessTokens) private readonly accessTokens: AccessTokens,
  ) {}

  parts(keys: Pick<ProviderParts, 'signingKey' | 'cookieKey'>): ProviderParts {
    const { apiAudience, authIssuer: issuer, refreshGraceSeconds } = this.environment;
    return {
      ...keys,
      apiAudience,
      issuer,
      refreshGraceMs: refreshGraceSeconds * 1_000,
      database: this.database,
      accounts: this.accounts,
      clients: this.clients,
      applications: this.applications,
      accessTokens: this.accessTokens,
      nowMs: () => this.clock.now(),
    };
  }
}
