import type { MaybePromise } from './maybe-promise.js';
import type { Principal } from './principal.js';
import type { AttributeValue } from './attribute-value.js';

/** What an application knows of a caller. What is left out is taken from the claims. */
export interface SubjectDescription {
  readonly roles?: readonly string[];
  /** Instead of those that the claim lists; beside those that the roles bring along. */
  readonly permissions?: readonly string[];
  readonly department?: string;
  readonly clearance?: number;
  readonly tier?: string;
  readonly tenant?: string;
  /** Each replaces the claim of the same name. */
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
}

/**
 * Tells what is known of a caller beyond its claims. Implemented by a provider that is marked with `@DescribesSubjects()`;
 * asked at most once per request, and only if a policy, a permission or a field wants to know.
 */
export interface SubjectDescriber {
  /** What it gives goes before what the claims say. Failing and answering late are a deny (503). */
  describe(principal: Principal, options: { readonly signal: AbortSignal }): MaybePromise<SubjectDescription>;
}
