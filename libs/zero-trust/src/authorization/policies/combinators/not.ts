import { chain } from '../../../kernel/maybe-promise.js';
import { PERMITTED } from '../judge.js';
import type { PolicyDefinition, PolicyTerm, PolicyVerdict } from '../policy-definition.js';
import { assertTerms } from '../policy-term.js';
import { rulesOf } from './ask-in-order.js';
import { combination } from './combination.js';

/**
 * The policy must deny. One that is undecided, because it failed or abstained, stays undecided, and so a deny; a permit is a
 * deny whatever its obligations.
 *
 * @throws TypeError without a policy
 * @example
 * @Policy(anyOf(BusinessHours({ from: '09:00', to: '17:00', timeZone: 'object' }), not(HasRole('contractor'))))
 */
export function not<Resource>(term: PolicyTerm<Resource>): PolicyDefinition {
  assertTerms('not(…)', [term]);
  return combination('not', [term], ([policy]) => (input) => {
    if (policy === undefined) return { effect: 'undecided', reason: 'there is no policy' };
    return chain(policy.evaluate(input), (verdict) => negate(policy.name, verdict));
  });
}

function negate(name: string, verdict: PolicyVerdict): PolicyVerdict {
  switch (verdict.effect) {
    case 'permit':
      return { effect: 'deny', reason: `${name} permits`, ...rulesOf([verdict]) };
    case 'deny':
      return verdict.rules === undefined ? PERMITTED : { ...PERMITTED, ...rulesOf([verdict]) };
    case 'undecided':
      return { ...verdict, reason: `${name}: ${verdict.reason}` };
    default:
      return verdict satisfies never;
  }
}
