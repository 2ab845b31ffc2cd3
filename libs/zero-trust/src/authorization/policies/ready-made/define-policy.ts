import type { MaybePromise } from '../../../kernel/maybe-promise.js';
import type { PolicyResult } from '../access-policy.js';
import type { PolicyDefinition, PolicyScope, PolicyVerdict } from '../policy-definition.js';
import type { PolicyInput } from '../policy-input.js';

/** A policy that is a plain function of its input. */
export type PolicyFunction = (input: PolicyInput) => MaybePromise<PolicyResult | PolicyVerdict>;

/** Makes a policy of a function, or of what makes one at boot. The compiler settles what it answers. */
export function definePolicy(
  name: string,
  prepare: (scope: PolicyScope) => PolicyFunction | undefined,
): PolicyDefinition {
  return Object.freeze({
    name,
    compile: (scope) => {
      const evaluate = prepare(scope);
      return evaluate === undefined
        ? undefined
        : { name, evaluate: evaluate as (input: PolicyInput) => PolicyVerdict };
    },
  } satisfies PolicyDefinition);
}
