import { AccessDeniedError } from '../../../kernel/errors.js';
import { isPromise, type MaybePromise } from '../../../kernel/maybe-promise.js';
import type { CompiledPolicy, PolicyVerdict } from '../policy-definition.js';
import type { PolicyInput } from '../policy-input.js';

/** What one of several policies said, or the error of a dependency that it could not do without. */
export type Heard =
  | { readonly policy: CompiledPolicy; readonly verdict: PolicyVerdict }
  | { readonly policy: CompiledPolicy; readonly verdict: undefined; readonly down: AccessDeniedError };

/** Several policies that are asked one after the other. */
export interface Round {
  readonly policies: readonly CompiledPolicy[];
  readonly input: PolicyInput;
  /** Whether what was heard last settles the matter, so that nobody else is asked. */
  readonly settles: (verdict: PolicyVerdict) => boolean;
}

/** Asks until the matter is settled; synchronous until a policy answers with a promise. @returns what was heard, in order */
export function askInOrder(round: Round, heard: readonly Heard[] = []): MaybePromise<readonly Heard[]> {
  const all = [...heard];
  for (const policy of round.policies.slice(heard.length)) {
    const answer = ask(policy, round.input);
    if (isPromise(answer)) {
      return answer.then((late) =>
        settled(round, late) ? [...all, late] : askInOrder(round, [...all, late]),
      );
    }
    all.push(answer);
    if (settled(round, answer)) break;
  }
  return all;
}

/**
 * The first error that was heard is the answer where nothing surer was: the caller may try again.
 *
 * @throws AccessDeniedError `ZT_DEPENDENCY_UNAVAILABLE`
 */
export function verdictsOf(heard: readonly Heard[]): readonly PolicyVerdict[] {
  return heard.map((one) => {
    if (one.verdict === undefined) throw one.down;
    return one.verdict;
  });
}

/** Every rule that had a say, with its version. */
export function rulesOf(verdicts: readonly PolicyVerdict[]): Pick<PolicyVerdict, 'rules'> {
  const rules = verdicts.flatMap((verdict) => verdict.rules ?? []);
  return rules.length === 0 ? {} : { rules: [...new Set(rules)] };
}

function settled({ settles }: Round, { verdict }: Heard): boolean {
  return verdict !== undefined && settles(verdict);
}

function ask(policy: CompiledPolicy, input: PolicyInput): MaybePromise<Heard> {
  const fail = (error: unknown): Heard => {
    if (error instanceof AccessDeniedError) return { policy, verdict: undefined, down: error };
    throw error;
  };
  try {
    const verdict = policy.evaluate(input);
    return isPromise(verdict)
      ? verdict.then((late) => ({ policy, verdict: late }), fail)
      : { policy, verdict };
  } catch (error) {
    return fail(error);
  }
}
