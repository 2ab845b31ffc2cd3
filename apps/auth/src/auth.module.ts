import { Module, type DynamicModule } from '@nestjs/common';
import type { StateStore } from 'nestjs-zero-trust';
import { AccountClosing } from './accounts/account-closing.js';
import { Accounts } from './accounts/accounts.js';
import { passwordHasher } from './accounts/password-hasher.provider.js';
import { DemoSeed } from './accounts/demo-seed.js';
import {
  CLOCK,
  DATABASE,
  ENVIRONMENT,
  type AuthDatabase,
  type AuthEnvironment,
  STATE_STORE,
  type Clock,
} from './auth.tokens.js';
import { Applications } from './clients/applications.js';
import { Clients } from './clients/clients.js';
import { OrdersApiClient } from './clients/orders-api-client.js';
import { ExpiredRows } from './database/expired-rows.js';
import { HealthController } from './health/health.controller.js';
import { AuthLog } from './http/auth-log.js';
import { ProblemFilter } from './http/problem.filter.js';
import { loginProtection } from './login/login-protection.provider.js';
import { PasswordSignIn } from './login/password-sign-in.js';
import { LoginController } from './login/login.controller.js';
import { LocalController } from './operator/local.controller.js';
import { ProviderMount } from './provider/provider-mount.js';
import { ProviderSources } from './provider/provider-sources.js';
import { TokenExchange } from './provider/token-exchange.js';
import { StructuredTokens } from './provider/structured-tokens.js';
import { UsedAssertions } from './provider/used-assertions.js';
import { RefreshTokens } from './refresh/refresh-tokens.js';
import { LogoutController } from './refresh/logout.controller.js';
import { RefreshController } from './refresh/refresh.controller.js';
import { Sessions } from './refresh/sessions.js';
import { JwksController } from './signing-keys/jwks.controller.js';
import { SigningKeysRepository } from './signing-keys/signing-keys.repository.js';
import { SigningKeys } from './signing-keys/signing-keys.js';
import { RegistrationsController } from './registrations/registrations.controller.js';
import { RevocationAnnouncer } from './revocations/revocation-announcer.js';
import { RevocationDelivery } from './revocations/revocation-delivery.js';
import { ServerToken } from './revocations/server-token.js';
import { UnannouncedRevocations } from './revocations/unannounced-revocations.js';
import { SignInController } from './sign-in/sign-in.controller.js';
import { SignInRequests } from './sign-in/sign-in-requests.js';
import { AccessTokens } from './tokens/access-tokens.js';
import { OwnAccessTokens } from './tokens/own-access-tokens.js';
import { PersonTokens } from './tokens/person-tokens.js';

/** What the module cannot make itself. */
export interface AuthModuleParts {
  readonly environment: AuthEnvironment;
  readonly database: AuthDatabase;
  readonly clock: Clock;
  readonly stateStore: StateStore;
}

/** The authorization server. */
@Module({
  controllers: [
    LoginController,
    RefreshController,
    LogoutController,
    SignInController,
    JwksController,
    HealthController,
    RegistrationsController,
    LocalController,
  ],
  providers: [
    AccessTokens,
    AccountClosing,
    Accounts,
    Applications,
    AuthLog,
    Clients,
    DemoSeed,
    ExpiredRows,
    PasswordSignIn,
    loginProtection,
    passwordHasher,
    OrdersApiClient,
    OwnAccessTokens,
    PersonTokens,
    ProblemFilter,
    ProviderMount,
    ProviderSources,
    RefreshTokens,
    RevocationAnnouncer,
    RevocationDelivery,
    ServerToken,
    Sessions,
    UnannouncedRevocations,
    SignInRequests,
    SigningKeys,
    SigningKeysRepository,
    StructuredTokens,
    TokenExchange,
    UsedAssertions,
  ],
})
export class AuthModule {
  static register({ environment, database, clock, stateStore }: AuthModuleParts): DynamicModule {
    return {
      module: AuthModule,
      providers: [
        { provide: ENVIRONMENT, useValue: environment },
        { provide: DATABASE, useValue: database },
        { provide: CLOCK, useValue: clock },
        { provide: STATE_STORE, useValue: stateStore },
      ],
    };
  }
}
