import type { MaybePromise } from '../../kernel/maybe-promise.js';
import type { ReportFinding } from '../../kernel/stage.js';
import type { PolicyClass } from './access-policy.js';
import type { Obligation } from './obligation.js';
import type { PolicyInput } from './policy-input.js';

/** What every verdict may carry. */
interface VerdictOrigin {
  /** Rules from files that had a say, each with its version; none for policies that are code. */
  readonly rules?: readonly string[];
}

/** What a policy said, settled: whatever is neither of the first two counts as undecided. */
export type PolicyVerdict = VerdictOrigin &
  (
    | { readonly effect: 'permit'; readonly obligations: readonly Obligation[] }
    | { readonly effect: 'deny'; readonly reason: string }
    /** It failed, abstained or answered oddly: a deny that `not()` does not turn into a permit. */
    | { readonly effect: 'undecided'; readonly reason: string }
  );

/** A policy ready to be asked; made once, at boot. */
export interface CompiledPolicy {
  /** For posture, audit record and explanations: `anyOf(Owner, not(Contractor))`. */
  readonly name: string;
  /** Whether a permit of it may mask fields, as far as it is known at boot; a route then needs `@Returns`. */
  readonly mayMask?: boolean;
  /** Fields that it may mask, as far as they are known at boot; what the route returns must then have each of them. */
  readonly masks?: readonly string[];
  /** Never throws, but for a dependency that is down ({@link AccessDeniedError}, answered 503). */
  evaluate(input: PolicyInput): MaybePromise<PolicyVerdict>;
}

/** What a definition may use while it is compiled. */
export interface PolicyScope {
  /** Compiles another policy; `undefined` if it cannot be, which has been reported. */
  policy(term: PolicyTerm): CompiledPolicy | undefined;
  /** A provider of the application or of this module; `undefined` if there is none. */
  provider<T>(token: abstract new (...args: never[]) => T): T | undefined;
  provider(token: symbol | string): unknown;
  /** A problem stops the boot. */
  readonly report: ReportFinding;
}

/** A policy that is not a class: combinations, ready-made ones, rules from files. */
export interface PolicyDefinition {
  readonly name: string;
  /** Rules from files that it asks; posture shows which text of them is in force. */
  readonly rules?: readonly string[];
  /** Whether it asks classes of the application, which may refuse in their own way: with an `ObjectHiddenError`, say. */
  readonly asksClasses?: boolean;
  compile(scope: PolicyScope): CompiledPolicy | undefined;
}

/** What stands in `@Policy(…)`, `anyOf(…)`, `not(…)`, `@Visible(…)` and `@Writable(…)`. */
export type PolicyTerm<Resource = never> = PolicyClass<Resource> | PolicyDefinition;
