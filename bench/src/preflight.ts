import type { BenchIssuer } from './scenario/bench-issuer.js';
import { IDENTITIES, type Identity } from './scenario/identities.js';
import type { RunningContestant } from './lineup.js';

const TIMEOUT_MS = 10_000;

const [CALLER, STRANGER] = [IDENTITIES[7] as Identity, IDENTITIES[8] as Identity];

interface Question {
  readonly what: string;
  readonly path: string;
  readonly token?: string;
  readonly body?: unknown;
  readonly expected: number;
}

/**
 * Asks a contestant what must be true of it before its speed means anything.
 *
 * @returns the body of the allowed answer, which must be the same everywhere
 * @throws Error that names every wrong answer
 */
export async function checkAnswers(contestant: RunningContestant, issuer: BenchIssuer): Promise<string> {
  const { entry, url } = contestant;
  const wrong: string[] = [];
  let allowed = '';
  for (const question of entry.guarded ? guardedQuestions(issuer) : openQuestions()) {
    const { status, body } = await ask(url, question);
    if (status !== question.expected) {
      wrong.push(`${question.what} answers ${status} instead of ${question.expected}`);
    }
    if (question.expected === 200) allowed = body;
  }
  if (wrong.length > 0) throw new Error(`${entry.name} is not fit to be measured: ${wrong.join('; ')}.`);
  return allowed;
}

/** @throws Error if the contestants do not all give the same answer */
export async function checkAllAnswers(
  contestants: readonly RunningContestant[],
  issuer: BenchIssuer,
): Promise<void> {
  const bodies = new Map<string, string>();
  for (const contestant of contestants) {
    bodies.set(await checkAnswers(contestant, issuer), contestant.entry.name);
  }
  if (bodies.size > 1) {
    throw new Error(`The contestants answer differently: ${[...bodies.values()].join(' and ')} do.`);
  }
}

function openQuestions(): readonly Question[] {
  return [{ what: 'the order', path: `/orders/${CALLER.orderId}`, expected: 200 }];
}

function guardedQuestions(issuer: BenchIssuer): readonly Question[] {
  const token = issuer.token(CALLER, 'ES256');
  const path = `/orders/${CALLER.orderId}`;
  return [
    { what: 'an own order by RS256', path, token: issuer.token(CALLER, 'RS256'), expected: 200 },
    { what: 'an own order by ES256', path, token, expected: 200 },
    { what: "another tenant's order", path: `/orders/${STRANGER.orderId}`, token, expected: 404 },
    { what: 'a bad body', path, token, body: { status: 'approved' }, expected: 400 },
    { what: 'no token', path, expected: 401 },
    { what: 'a bad signature', path, token: tampered(token), expected: 401 },
  ];
}

async function ask(
  url: string,
  { path, token, body }: Question,
): Promise<{ readonly status: number; readonly body: string }> {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (token !== undefined) headers['authorization'] = `Bearer ${token}`;
  const change = body === undefined ? {} : { method: 'PATCH', body: JSON.stringify(body) };
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(`${url}${path}`, { headers, signal, ...change });
  return { status: response.status, body: await response.text() };
}

/** The token with another character in the middle of its signature, where every bit counts. */
function tampered(token: string): string {
  const position = token.lastIndexOf('.') + 20;
  const other = token[position] === 'A' ? 'B' : 'A';
  return token.slice(0, position) + other + token.slice(position + 1);
}
