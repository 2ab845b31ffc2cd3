import { bearerChallenge, dpopChallenge, type ChallengeParameters } from '../../kernel/bearer-challenge.js';
import { deny, type Deny } from '../../kernel/decision.js';
import { DependencyUnavailableError } from '../../kernel/errors.js';
import type { Principal } from '../../kernel/principal.js';
import type { StandingKind } from './standing-key.js';

/** Whom a measure hit, and when it was taken. */
export interface StandingGround {
  /** `actor`: who acts on behalf of the principal. */
  readonly who: StandingKind | 'actor';
  /** Epoch milliseconds. */
  readonly since: number;
}

/** 403, not 401: no other token of this caller would do. */
export function locked({ who, since }: StandingGround): Deny {
  return deny({
    code: 'ZT_SUBJECT_LOCKED',
    kind: 'forbidden',
    detail: 'This caller is locked. Whoever administers this API can unlock it.',
    reason: `the ${who} is locked`,
    evidence: { who, since: instant(since) },
  });
}

/** 403 as for a lock, but it says when another try makes sense. */
export function suspended(who: StandingGround['who'], until: number, now: number): Deny {
  return deny({
    code: 'ZT_SUBJECT_SUSPENDED',
    kind: 'forbidden',
    detail: `This caller is suspended until ${instant(until)}.`,
    reason: `the ${who} is suspended`,
    evidence: { who, until: instant(until) },
    retryAfterSeconds: Math.ceil((until - now) / 1_000),
  });
}

/** RFC 6750 §3.1: a revoked token is an invalid one; a new one will do. */
export function revoked(principal: Principal, { who, since }: StandingGround): Deny {
  const description = 'The access token has been revoked. Request a new one.';
  return deny({
    code: 'ZT_TOKEN_REVOKED',
    kind: 'unauthenticated',
    detail: description,
    reason: who === 'token' ? 'the token is revoked' : `all tokens of the ${who} are revoked`,
    evidence: { who, since: instant(since) },
    headers: challenge(principal, { error: 'invalid_token', error_description: description }),
  });
}

/** RFC 9470 §3: `max_age` is such that only signing in after the demand satisfies it. */
export function stepUpRequired(
  principal: Principal,
  { who, since, now }: StandingGround & { readonly now: number },
): Deny {
  const description = 'Sign in again, then repeat the request with the new access token.';
  const maxAge = String(Math.max(0, Math.floor((now - since) / 1_000)));
  const error = 'insufficient_user_authentication';
  return deny({
    code: 'ZT_STEP_UP_REQUIRED',
    kind: 'unauthenticated',
    detail: description,
    reason: `the ${who} must sign in again`,
    evidence: { who, since: instant(since) },
    headers: challenge(principal, { error, error_description: description, max_age: maxAge }),
  });
}

const STALE = new DependencyUnavailableError('standing store', 'has not been read for too long').denial;

/** Nobody can say whether the token is revoked, so it may be. */
export function standingUnknown(): Deny {
  return STALE;
}

/** In the scheme that the token came in. */
function challenge({ confirmation }: Principal, parameters: ChallengeParameters): Deny['headers'] {
  const write = confirmation?.jkt === undefined ? bearerChallenge : dpopChallenge;
  return { 'www-authenticate': write(parameters) };
}

function instant(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
