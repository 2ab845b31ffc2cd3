import { Module, type DynamicModule } from '@nestjs/common';
import { Accounts } from './accounts/accounts.js';
import { DemoSeed } from './accounts/demo-seed.js';
import {
  CLOCK,
  DATABASE,
  ENVIRONMENT,
  type AuthDatabase,
  type AuthEnvironment,
  type Clock,
} from './auth.tokens.js';
import { Clients } from './clients/clients.js';
import { ExpiredRows } from './database/expired-rows.js';
import { HealthController } from './health/health.controller.js';
import { AuthLog } from './http/auth-log.js';
import { ProblemFilter } from './http/problem.filter.js';
import { LoginThrottle } from './login/login-throttle.js';
import { LoginController } from './login/login.controller.js';
import { LocalController } from './operator/local.controller.js';
import { ProviderMount } from './provider/provider-mount.js';
import { UsedAssertions } from './provider/used-assertions.js';
import { RefreshTokens } from './refresh/refresh-tokens.js';
import { RefreshController } from './refresh/refresh.controller.js';
import { Sessions } from './refresh/sessions.js';
import { JwksController } from './signing-keys/jwks.controller.js';
import { SigningKeysRepository } from './signing-keys/signing-keys.repository.js';
import { SigningKeys } from './signing-keys/signing-keys.js';
import { PersonTokens } from './tokens/person-tokens.js';

/** What the module cannot make itself. */
export interface AuthModuleParts {
  readonly environment: AuthEnvironment;
  readonly database: AuthDatabase;
  readonly clock: Clock;
}

/** The authorization server. */
@Module({
  controllers: [LoginController, RefreshController, JwksController, HealthController, LocalController],
  providers: [
    Accounts,
    AuthLog,
    Clients,
    DemoSeed,
    ExpiredRows,
    LoginThrottle,
    PersonTokens,
    ProblemFilter,
    ProviderMount,
    RefreshTokens,
    Sessions,
    SigningKeys,
    SigningKeysRepository,
    UsedAssertions,
  ],
})
export class AuthModule {
  static register({ environment, database, clock }: AuthModuleParts): DynamicModule {
    return {
      module: AuthModule,
      providers: [
        { provide: ENVIRONMENT, useValue: environment },
        { provide: DATABASE, useValue: database },
        { provide: CLOCK, useValue: clock },
      ],
    };
  }
}
