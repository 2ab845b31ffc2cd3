import type { MaybePromise } from '../../kernel/maybe-promise.js';
import type { Principal } from '../../kernel/principal.js';
import type { Constructor } from '../../kernel/route-declaration.js';

/** What a policy judges. */
export interface PolicyInput<Resource = unknown> {
  /** Who asks. */
  readonly subject: Principal;
  /** The object that `@CanAccess` granted; `undefined` on routes without one. */
  readonly resource: Resource;
  /** What is to be done: the handler, `OrdersController.approve`. */
  readonly action: string;
  readonly environment: PolicyEnvironment;
}

/** When and from where. */
export interface PolicyEnvironment {
  readonly now: Date;
  readonly sourceAddress: string;
}

/** A policy's answer; anything else counts as a deny. */
export type PolicyResult =
  { readonly effect: 'permit' } | { readonly effect: 'deny'; readonly reason: string };

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

/** The policy has no objection. */
export function permit(): PolicyResult {
  return PERMIT;
}

/** The policy refuses; the reason goes to the audit record, not to the caller. */
export function denied(reason: string): PolicyResult {
  return { effect: 'deny', reason };
}
