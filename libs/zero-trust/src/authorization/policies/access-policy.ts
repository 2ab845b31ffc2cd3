import type { MaybePromise } from '../../kernel/maybe-promise.js';
import type { Constructor } from '../../kernel/route-declaration.js';
import type { Obligation } from './obligation.js';
import type { PolicyInput } from './policy-input.js';

export type { PolicyEnvironment, PolicyInput } from './policy-input.js';

/** A policy's answer; anything else counts as a deny. */
export type PolicyResult =
  | { readonly effect: 'permit'; readonly obligations?: readonly Obligation[] }
  | { readonly effect: 'deny'; readonly reason: string };

/**
 * A rule over attributes: an ordinary injectable provider, so that it can inject services. Throwing, abstaining and
 * answering late are all a deny.
 *
 * @example
 * @Injectable()
 * class OfficeHours implements AccessPolicy {
 *   evaluate({ environment }: PolicyInput) {
 *     return environment.now.getUTCHours() < 17 ? permit() : denied('outside office hours');
 *   }
 * }
 */
export interface AccessPolicy<Resource = unknown> {
  evaluate(input: PolicyInput<Resource>): MaybePromise<PolicyResult>;
}

/** The class of a policy. */
export type PolicyClass<Resource = never> = Constructor<AccessPolicy<Resource>>;

const PERMIT: PolicyResult = Object.freeze({ effect: 'permit' });

/** The policy has no objection, as long as the obligations are met. */
export function permit(...obligations: readonly Obligation[]): PolicyResult {
  return obligations.length === 0 ? PERMIT : { effect: 'permit', obligations };
}

/** The policy refuses; the reason goes to the audit record, not to the caller. */
export function denied(reason: string): PolicyResult {
  return { effect: 'deny', reason };
}
