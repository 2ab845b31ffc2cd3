import type { DenialCode } from './codes.js';

/**
 * What a denial means to the caller. The kernel knows no HTTP; enforcement maps each kind to one status code.
 */
export type DenialKind =
  | 'conflict'
  | 'forbidden'
  | 'gone'
  | 'internal'
  | 'invalid'
  | 'method-not-allowed'
  | 'not-found'
  | 'not-supported'
  | 'rate-limited'
  | 'too-large'
  | 'unauthenticated'
  | 'unavailable'
  | 'unsupported-media-type';

/** One thing that is wrong with an input: where, and what was expected. Never the value itself. */
export interface InputProblem {
  /** JSON pointer into the body (RFC 6901), or `query:name`, `param:name`. */
  readonly pointer: string;
  readonly detail: string;
}

/** A stage has no objection. `evidence` says what granted it. */
export interface Allow {
  readonly effect: 'allow';
  readonly evidence?: Evidence;
}

/** A stage refuses. The first deny ends the walk. */
export interface Deny {
  readonly effect: 'deny';
  /** Stable code, `ZT_…`; the caller sees it. */
  readonly code: DenialCode;
  readonly kind: DenialKind;
  /** For the caller: what was wrong and what to do. Carries no secret and does not tell hidden from absent. */
  readonly detail: string;
  /** For operators: why, precisely. Goes to the audit record only. */
  readonly reason: string;
  /** Which tuple, rule or limit decided. Goes to the audit record only. */
  readonly evidence?: Evidence;
  /** Headers that the answer must carry (challenge, successor link, limits). Lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Seconds after which another try makes sense. */
  readonly retryAfterSeconds?: number;
  /** Every problem of an invalid input. */
  readonly problems?: readonly InputProblem[];
}

/** Small, serialisable facts behind a decision. */
export type Evidence = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** The answer of one stage. There is no third: abstain, error, time-out and unknown are all a {@link Deny}. */
export type Decision = Allow | Deny;

/** An allow without evidence; shared, because most stages say just this. */
export const ALLOW: Allow = Object.freeze({ effect: 'allow' });

/** Builds an allow that says what granted it. */
export function allow(evidence: Evidence): Allow {
  return { effect: 'allow', evidence };
}

/** Builds an allow that many requests share: its evidence is written once for all of their audit records. */
export function sharedAllow(evidence: Evidence): Allow {
  return Object.freeze({ effect: 'allow', evidence: Object.freeze(evidence) });
}

/** Builds a deny. */
export function deny(denial: Omit<Deny, 'effect'>): Deny {
  return { effect: 'deny', ...denial };
}
