import { sharedAllow, type Allow, type Deny, type Evidence } from '../../kernel/decision.js';
import { isPromise, type MaybePromise } from '../../kernel/maybe-promise.js';
import { givenAttributes } from './given-attributes.js';
import type { Obligation } from './obligation.js';
import { policyDenied } from './policy-denied.js';
import type { CompiledPolicy, PolicyVerdict } from './policy-definition.js';
import type { PolicyInput } from './policy-input.js';

/** What the permits of a request demand, and the rules that had a say. */
export interface Conditions {
  readonly effect: 'permit';
  readonly obligations: readonly Obligation[];
  readonly rules: readonly string[];
}

/** What most permits come to; shared, because nothing is made for them. */
export const UNCONDITIONAL: Conditions = Object.freeze({ effect: 'permit', obligations: [], rules: [] });

/** How far a round has come. */
export interface Progress {
  /** Which policy is next. */
  readonly index: number;
  readonly conditions: Conditions;
}

interface LateVerdict extends Progress {
  readonly policy: CompiledPolicy;
  readonly verdict: Promise<PolicyVerdict>;
}

/** Nothing has been asked. */
export const START: Progress = Object.freeze({ index: 0, conditions: UNCONDITIONAL });

type Permitted = Extract<PolicyVerdict, { readonly effect: 'permit' }>;
type Refused = Exclude<PolicyVerdict, Permitted>;

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
   * @param before - how far a round has come that began earlier
   * @returns a deny, or the conditions on which all of them permit
   */
  ask(input: PolicyInput, before: Progress = START): MaybePromise<Deny | Conditions> {
    let { conditions } = before;
    for (let index = before.index; index < this.policies.length; index++) {
      const policy = this.policies[index] as CompiledPolicy;
      const verdict = policy.evaluate(input);
      if (isPromise(verdict)) return this.askLater(input, { policy, verdict, index, conditions });
      if (verdict.effect !== 'permit') return denialOf(verdict, { policy, input });
      conditions = joined(conditions, verdict);
    }
    return conditions;
  }

  /** The answer if all of them permit and something was done for it. */
  grantedWith(evidence: Evidence): Allow {
    return { effect: 'allow', evidence: { policies: this.names, ...evidence } };
  }

  private async askLater(
    input: PolicyInput,
    { policy, verdict, index, conditions }: LateVerdict,
  ): Promise<Deny | Conditions> {
    const late = await verdict;
    if (late.effect !== 'permit') return denialOf(late, { policy, input });
    return this.ask(input, { index: index + 1, conditions: joined(conditions, late) });
  }

  private get names(): readonly string[] {
    return this.policies.map(({ name }) => name);
  }
}

function joined(conditions: Conditions, { obligations, rules = [] }: Permitted): Conditions {
  if (obligations.length === 0 && rules.length === 0) return conditions;
  return {
    effect: 'permit',
    obligations: [...conditions.obligations, ...obligations],
    rules: [...conditions.rules, ...rules],
  };
}

interface Asked {
  readonly policy: CompiledPolicy;
  readonly input: PolicyInput;
}

function denialOf({ reason, rules }: Refused, { policy, input }: Asked): Deny {
  const attributes = givenAttributes(input);
  return policyDenied(policy.name, reason, { ...(rules !== undefined && { rules }), attributes });
}
