import type { FactoryProvider } from '@nestjs/common';
import { LoginProtection, type StateStore } from 'nestjs-zero-trust';
import { CLOCK, DATABASE, STATE_STORE, type AuthDatabase, type Clock } from '../auth.tokens.js';
import { serverSecret } from '../secrets/server-secrets.js';

/** The limits of the library, counted for all instances together. */
export const loginProtection: FactoryProvider<LoginProtection> = {
  provide: LoginProtection,
  inject: [STATE_STORE, DATABASE, CLOCK],
  useFactory: async (store: StateStore, database: AuthDatabase, clock: Clock) =>
    new LoginProtection({ store, clock, deviceKeys: [await serverSecret(database, 'login-devices')] }),
};
