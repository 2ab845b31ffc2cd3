import type { Clock, OpenDatabase, SampleEnvironment } from '@sample/shared';
import type { AUTH_SETTINGS } from './auth-settings.js';
import type { AuthSchema } from './database/auth-schema.js';

/** The settings that the authorization server reads. */
export type AuthEnvironment = Readonly<Pick<SampleEnvironment, (typeof AUTH_SETTINGS)[number]>>;

/** The server's open, migrated database. */
export type AuthDatabase = OpenDatabase<AuthSchema>;

/** Injection token of the {@link AuthEnvironment}. */
export const ENVIRONMENT = Symbol('AuthEnvironment');

/** Injection token of the {@link AuthDatabase}. */
export const DATABASE = Symbol('AuthDatabase');

/** Injection token of the {@link Clock}. */
export const CLOCK = Symbol('Clock');

/** Injection token of the state that all instances share: failures of sign-ins. */
export const STATE_STORE = Symbol('AuthStateStore');

export type { Clock };
