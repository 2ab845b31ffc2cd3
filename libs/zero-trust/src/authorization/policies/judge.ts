import { AccessDeniedError } from '../../kernel/errors.js';
import { isPromise, type MaybePromise } from '../../kernel/maybe-promise.js';
import { faultOfObligations } from './check-obligations.js';
import type { Obligation } from './obligation.js';
import type { PolicyVerdict } from './policy-definition.js';
import type { PolicyInput } from './policy-input.js';

/** Whatever answers to `evaluate`: a provider of the application, or a compiled policy. */
export interface Judged {
  evaluate(input: PolicyInput): MaybePromise<unknown>;
}

const NO_OBLIGATIONS: readonly Obligation[] = Object.freeze([]);

/** A permit on no condition; shared, because most policies say just this. */
export const PERMITTED: PolicyVerdict = Object.freeze({ effect: 'permit', obligations: NO_OBLIGATIONS });

/**
 * Asks one policy. Abstaining, odd answers and ordinary errors leave it undecided, which nothing turns into a permit; a
 * dependency that is down stays an error, so that the caller is told to try again.
 */
export function judge(policy: Judged, input: PolicyInput): MaybePromise<PolicyVerdict> {
  try {
    const result = policy.evaluate(input);
    return isPromise(result) ? result.then(settle, fail) : settle(result);
  } catch (error) {
    return fail(error);
  }
}

interface Answer {
  readonly effect?: unknown;
  readonly reason?: unknown;
  readonly obligations?: unknown;
  readonly rules?: unknown;
}

function settle(result: unknown): PolicyVerdict {
  if (result === PERMITTED) return PERMITTED;
  const answer = (result ?? {}) as Answer;
  switch (answer.effect) {
    case 'permit':
      return settlePermit(answer);
    case 'deny':
      return { effect: 'deny', reason: reasonOf(answer), ...rulesOf(answer) };
    case 'undecided':
      return { effect: 'undecided', reason: reasonOf(answer), ...rulesOf(answer) };
    default:
      return undecided('the policy abstained');
  }
}

function settlePermit(answer: Answer): PolicyVerdict {
  const { obligations } = answer;
  if (obligations === undefined && answer.rules === undefined) return PERMITTED;
  const fault = obligations === undefined ? undefined : faultOfObligations(obligations);
  if (fault !== undefined) return undecided(fault);
  const understood = (obligations ?? NO_OBLIGATIONS) as readonly Obligation[];
  return { effect: 'permit', obligations: understood, ...rulesOf(answer) };
}

function reasonOf({ reason }: Answer): string {
  return typeof reason === 'string' ? reason : 'no reason given';
}

function rulesOf({ rules }: Answer): Pick<PolicyVerdict, 'rules'> {
  return Array.isArray(rules) ? { rules: rules as readonly string[] } : {};
}

function fail(error: unknown): PolicyVerdict {
  if (error instanceof AccessDeniedError) throw error;
  return undecided(`the policy failed: ${error instanceof Error ? error.name : typeof error}`);
}

function undecided(reason: string): PolicyVerdict {
  return { effect: 'undecided', reason };
}
