import { openDatabase, type DatabaseOptions } from '@sample/shared';
import type { AuthDatabase } from '../auth.tokens.js';
import { AUTH_MIGRATIONS } from './auth-migrations.js';
import type { AuthSchema } from './auth-schema.js';

/** Opens and migrates the authorization server's own schema. */
export function openAuthDatabase(
  options: Omit<DatabaseOptions, 'schema' | 'migrations'>,
): Promise<AuthDatabase> {
  return openDatabase<AuthSchema>({ ...options, schema: 'auth', migrations: AUTH_MIGRATIONS });
}
