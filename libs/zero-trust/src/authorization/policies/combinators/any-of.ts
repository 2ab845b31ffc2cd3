import { chain } from '../../../kernel/maybe-promise.js';
import type { PolicyDefinition, PolicyTerm, PolicyVerdict } from '../policy-definition.js';
import { assertTerms } from '../policy-term.js';
import { askInOrder, rulesOf, verdictsOf, type Heard } from './ask-in-order.js';
import { combination } from './combination.js';

/**
 * One of these policies must permit; they are asked in order, and the first permit counts, with its obligations. While one
 * permits it does not matter that another is undecided or needs a dependency that is down.
 *
 * @throws TypeError without a policy
 * @example
 * @Policy(anyOf(OwnerOr('admin'), HasPermission('orders:audit')))
 */
export function anyOf<Resource>(...terms: readonly PolicyTerm<Resource>[]): PolicyDefinition {
  assertTerms('anyOf(…)', terms);
  return combination('anyOf', terms, (policies) => (input) => {
    const settles = ({ effect }: PolicyVerdict): boolean => effect === 'permit';
    return chain(askInOrder({ policies, input, settles }), conclude);
  });
}

function conclude(heard: readonly Heard[]): PolicyVerdict {
  const last = heard.at(-1)?.verdict;
  if (last?.effect === 'permit') return last;
  const verdicts = verdictsOf(heard);
  const isUndecided = verdicts.some(({ effect }) => effect === 'undecided');
  return { effect: isUndecided ? 'undecided' : 'deny', reason: reasonsOf(heard), ...rulesOf(verdicts) };
}

function reasonsOf(heard: readonly Heard[]): string {
  const reasons = heard.flatMap(({ policy, verdict }) =>
    verdict === undefined || verdict.effect === 'permit' ? [] : [`${policy.name}: ${verdict.reason}`],
  );
  return `none of them permits (${reasons.join('; ')})`;
}
