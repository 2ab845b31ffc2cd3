import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Caller } from './callers.js';

const DEADLINE_MS = 10_000;
const PAUSE_MS = 200;
const TOO_MANY = 429;

/** Where people register, and where they sign in. */
export interface NewcomerPlaces {
  readonly address: string;
  readonly authIssuer: string;
}

/**
 * Registers somebody and signs them in, once the authorization server has the account.
 *
 * @returns undefined where this address has registered as many as it may in an hour
 * @throws Error if either server does not do its part
 */
export async function registerNewcomer({ address, authIssuer }: NewcomerPlaces): Promise<Caller | undefined> {
  const email = `tour-${randomBytes(8).toString('hex')}@people.example`;
  const password = randomBytes(24).toString('base64url');
  const { status } = await postJson(`${address}/v2/users`, { email, displayName: 'Tour', password });
  if (status === TOO_MANY) return undefined;
  if (status !== 202) throw new Error(`The registration for the tour was answered ${status}.`);
  return { token: await signIn(`${authIssuer}/auth/login`, { email, password }) };
}

/** The account is handed over beside the registration, so it may not be there yet. */
async function signIn(url: string, credentials: object): Promise<string> {
  // Five wrong ones would lock the account, so that there must not be more tries than four.
  for (const waitMs of [PAUSE_MS, 2 * PAUSE_MS, 5 * PAUSE_MS, 10 * PAUSE_MS]) {
    await delay(waitMs);
    const response = await postJson(url, credentials);
    const { access_token } = (await response.json()) as { readonly access_token?: unknown };
    if (typeof access_token === 'string') return access_token;
  }
  throw new Error(`Whoever has registered cannot sign in at ${url}.`);
}

function postJson(url: string, body: object): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    redirect: 'error',
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
}
