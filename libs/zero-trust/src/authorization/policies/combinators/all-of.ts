import { chain } from '../../../kernel/maybe-promise.js';
import { PERMITTED } from '../judge.js';
import type { PolicyDefinition, PolicyTerm, PolicyVerdict } from '../policy-definition.js';
import { assertTerms } from '../policy-term.js';
import { askInOrder, rulesOf, verdictsOf, type Heard } from './ask-in-order.js';
import { combination } from './combination.js';

/**
 * All of these policies must permit; their obligations add up. They are asked in order until one denies: then it does not
 * matter that another is undecided or needs a dependency that is down.
 *
 * @throws TypeError without a policy
 * @example
 * @Policy(anyOf(HasRole('auditor'), allOf(HasRole('clerk'), TrustedDevice)))
 */
export function allOf<Resource>(...terms: readonly PolicyTerm<Resource>[]): PolicyDefinition {
  assertTerms('allOf(…)', terms);
  return combination('allOf', terms, (policies) => (input) => {
    const settles = ({ effect }: PolicyVerdict): boolean => effect === 'deny';
    return chain(askInOrder({ policies, input, settles }), conclude);
  });
}

function conclude(heard: readonly Heard[]): PolicyVerdict {
  const last = heard.at(-1);
  if (last?.verdict?.effect === 'deny') return named(last.policy.name, last.verdict);
  const verdicts = verdictsOf(heard);
  const rules = rulesOf(verdicts);
  const index = verdicts.findIndex(({ effect }) => effect === 'undecided');
  const undecided = verdicts[index];
  if (undecided !== undefined) return { ...named(heard[index]?.policy.name ?? '', undecided), ...rules };
  const obligations = verdicts.flatMap((verdict) => (verdict.effect === 'permit' ? verdict.obligations : []));
  if (obligations.length === 0 && rules.rules === undefined) return PERMITTED;
  return { effect: 'permit', obligations, ...rules };
}

function named(name: string, verdict: PolicyVerdict): PolicyVerdict {
  return verdict.effect === 'permit' ? verdict : { ...verdict, reason: `${name}: ${verdict.reason}` };
}
