import { isPromise, type MaybePromise } from '../../kernel/maybe-promise.js';
import { AccessDeniedError } from '../../kernel/errors.js';
import { denied, type AccessPolicy, type PolicyInput, type PolicyResult } from './access-policy.js';

/**
 * Asks one policy. Abstaining, odd answers and ordinary errors are a deny with a reason; a dependency that is down
 * stays an error, so that the caller is told to try again.
 */
export function judge(policy: AccessPolicy, input: PolicyInput): MaybePromise<PolicyResult> {
  try {
    const result = policy.evaluate(input);
    return isPromise(result) ? result.then(settle, fail) : settle(result);
  } catch (error) {
    return fail(error);
  }
}

function settle(result: unknown): PolicyResult {
  const { effect, reason } = (result ?? {}) as { effect?: unknown; reason?: unknown };
  if (effect === 'permit') return result as PolicyResult;
  if (effect === 'deny') return denied(typeof reason === 'string' ? reason : 'no reason given');
  return denied('the policy abstained');
}

function fail(error: unknown): PolicyResult {
  if (error instanceof AccessDeniedError) throw error;
  return denied(`the policy failed: ${error instanceof Error ? error.name : typeof error}`);
}
