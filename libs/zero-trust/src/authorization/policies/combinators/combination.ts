import type { CompiledPolicy, PolicyDefinition, PolicyTerm } from '../policy-definition.js';
import { asksClasses, nameOfTerm, ruleNamesOf } from '../policy-term.js';

/** Makes one policy of several, none of which may be missing. */
export function combination(
  operator: string,
  terms: readonly PolicyTerm[],
  combine: (policies: readonly CompiledPolicy[]) => CompiledPolicy['evaluate'],
): PolicyDefinition {
  const name = `${operator}(${terms.map(nameOfTerm).join(', ')})`;
  return Object.freeze({
    name,
    rules: ruleNamesOf(terms),
    asksClasses: asksClasses(terms),
    compile: (scope) => {
      const compiled = terms.map((term) => scope.policy(term));
      const policies = compiled.filter((policy) => policy !== undefined);
      if (policies.length < terms.length) return undefined;
      const mayMask = policies.some((policy) => policy.mayMask === true);
      const masks = policies.flatMap((policy) => policy.masks ?? []);
      return { name, mayMask, masks, evaluate: combine(policies) };
    },
  } satisfies PolicyDefinition);
}
