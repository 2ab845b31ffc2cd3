import { readFile } from 'node:fs/promises';
import type { PrivateJwk } from '@sample/shared';
import { runTokenCommand } from './token-command.js';

/** What somebody shows of themselves. */
export interface Caller {
  readonly token?: string;
  /** The private key that the token is bound to (RFC 9449). */
  readonly key?: PrivateJwk;
}

/** Who takes part. */
export type Callers = ReadonlyMap<string, Caller>;

/** Bob with a token that reaches the inventory only. */
export const BOB_WITHOUT_ORDERS = 'bob (inventory:read)';
/** Bob's token with another payload under the same signature. */
export const FORGED_BOB = 'bob (forged)';
/** Bob with a token that is bound to his key. */
export const BOUND_BOB = 'bob (bound token)';
/** Bob's bound token without his key. */
export const THIEF_OF_BOUND = 'thief of it';
/** Bob with a token that is going to be revoked. */
export const REVOKED_BOB = 'bob (lost token)';
/** Alice, who signed in ten minutes ago. */
export const STALE_ALICE = 'alice (10 min ago)';
/** Somebody who has just registered. */
export const NEWCOMER = 'somebody new';
/** Somebody without a token. */
export const NOBODY = 'nobody';

const NAMES = ['alice', 'bob', 'carol', 'dan', 'erin', 'order-processor', 'inventory-reader'] as const;
const TEN_MINUTES = ['--auth-age', '600'];

/**
 * Gets a token for everybody, as `npm run token` does.
 *
 * @throws Error that repeats what the command says, for example that the server is not running
 */
export async function getCallers(): Promise<Callers> {
  const named = await Promise.all(NAMES.map(async (name) => [name, await callerWith(name)] as const));
  const callers = new Map<string, Caller>(named);
  const bound = await boundCaller('bob');
  return callers
    .set(NOBODY, {})
    .set(BOB_WITHOUT_ORDERS, await callerWith('bob', '--scope', 'inventory:read'))
    .set(FORGED_BOB, { token: forge(callers.get('bob')?.token ?? '', { sub: 'alice' }) })
    .set(BOUND_BOB, bound)
    .set(THIEF_OF_BOUND, { token: bound.token })
    .set(REVOKED_BOB, await callerWith('bob'))
    .set(STALE_ALICE, await callerWith('alice', ...TEN_MINUTES));
}

/** The `sub` of a caller's token. */
export function subjectOf({ token = '' }: Caller): string {
  return String(payloadOf(token)['sub']);
}

/** The `jti` of a caller's token. */
export function tokenIdOf({ token = '' }: Caller): string {
  return String(payloadOf(token)['jti']);
}

async function callerWith(...parameters: readonly string[]): Promise<Caller> {
  const [token = ''] = await runTokenCommand(...parameters);
  return { token };
}

async function boundCaller(name: string): Promise<Required<Caller>> {
  const [token = '', keyFile = ''] = await runTokenCommand(name, '--dpop');
  return { token, key: JSON.parse(await readFile(keyFile, 'utf8')) as PrivateJwk };
}

function forge(token: string, claims: object): string {
  const [header, , signature] = token.split('.');
  const forged = JSON.stringify({ ...payloadOf(token), ...claims });
  return [header, Buffer.from(forged).toString('base64url'), signature].join('.');
}

function payloadOf(token: string): Readonly<Record<string, unknown>> {
  const [, payload = ''] = token.split('.');
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Readonly<Record<string, unknown>>;
}
