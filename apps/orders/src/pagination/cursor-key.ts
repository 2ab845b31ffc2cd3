import { randomBytes } from 'node:crypto';
import type { OrdersDatabase } from '../orders.tokens.js';

const SETTING = 'cursor-key';
const KEY_BYTES = 32;

/** The key that signs this database's cursors; made at random on first use, the same for all processes. */
export async function readCursorKey({ db }: OrdersDatabase): Promise<Buffer> {
  await db
    .insertInto('settings')
    .values({ name: SETTING, value: randomBytes(KEY_BYTES).toString('base64url') })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const { value } = await db
    .selectFrom('settings')
    .select('value')
    .where('name', '=', SETTING)
    .executeTakeFirstOrThrow();
  return Buffer.from(value, 'base64url');
}
