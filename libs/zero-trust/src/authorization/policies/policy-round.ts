import { sharedAllow, type Allow, type Decision, type Evidence } from '../../kernel/decision.js';
import { isPromise, type MaybePromise } from '../../kernel/maybe-promise.js';
import { givenAttributes } from './given-attributes.js';
import type { Obligation } from './obligation.js';
import { policyDenied } from './policy-denied.js';
import type { CompiledPolicy, PolicyVerdict } from './policy-definition.js';
import type { PolicyInput } from './policy-input.js';

/** What the permits of a request brought along; filled while its policies are asked. */
export interface Conditions {
  readonly obligations: Obligation[];
  readonly rules: Set<string>;
}

/** The policies of one route. */
export class PolicyRound {
  /** The answer if all of them permit, on no condition. */
  readonly granted: Allow;

  constructor(private readonly policies: readonly CompiledPolicy[]) {
    this.granted = sharedAllow({ policies: this.names });
  }

  /**
   * The first that does not permit ends it; synchronous until a policy answers with a promise.
   *
   * @returns {@link granted}, or a deny
   */
  ask(input: PolicyInput, conditions: Conditions, from = 0): MaybePromise<Decision> {
    for (let index = from; index < this.policies.length; index++) {
      const { name, evaluate } = this.policies[index] as CompiledPolicy;
      const verdict = evaluate(input);
      if (isPromise(verdict)) {
        return verdict.then(
          (late) => settle(late, { name, input, conditions }) ?? this.ask(input, conditions, index + 1),
        );
      }
      const denial = settle(verdict, { name, input, conditions });
      if (denial !== undefined) return denial;
    }
    return this.granted;
  }

  /** The answer if all of them permit and something was done for it. */
  grantedWith(evidence: Evidence): Allow {
    return { effect: 'allow', evidence: { policies: this.names, ...evidence } };
  }

  private get names(): readonly string[] {
    return this.policies.map(({ name }) => name);
  }
}

/** Which policy was asked, and what it was given. */
interface Asked {
  readonly name: string;
  readonly input: PolicyInput;
  readonly conditions: Conditions;
}

function settle(verdict: PolicyVerdict, { name, input, conditions }: Asked): Decision | undefined {
  for (const rule of verdict.rules ?? []) conditions.rules.add(rule);
  if (verdict.effect === 'permit') {
    conditions.obligations.push(...verdict.obligations);
    return undefined;
  }
  const attributes = givenAttributes(input);
  const rules = verdict.rules === undefined ? {} : { rules: verdict.rules };
  return policyDenied(name, verdict.reason, { ...rules, attributes });
}
