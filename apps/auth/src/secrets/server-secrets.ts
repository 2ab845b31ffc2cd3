import { randomBytes } from 'node:crypto';
import type { AuthDatabase } from '../auth.tokens.js';

const SECRET_BYTES = 32;

/** What a secret is for; each use has one of its own. */
export type SecretName = 'login-devices' | 'cookies';

/** A random secret of 32 bytes that all instances share: made once, kept in the database. */
export async function serverSecret({ db }: AuthDatabase, name: SecretName): Promise<Uint8Array> {
  const made = randomBytes(SECRET_BYTES).toString('base64url');
  await db
    .insertInto('server_secrets')
    .values({ name, secret: made })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const { secret } = await db
    .selectFrom('server_secrets')
    .select('secret')
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  return Buffer.from(secret, 'base64url');
}
