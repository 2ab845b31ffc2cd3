import type { InboundRequest } from '../../kernel/inbound-request.js';
import type { Principal } from '../../kernel/principal.js';

/** What the values for a model's conditions can be read from. */
export interface ConditionContextInput {
  readonly request: InboundRequest;
  readonly principal: Principal;
  readonly now: Date;
}

/**
 * Gives the values that the conditions of the relationship model ask for, by the names of their parameters. A tuple's own
 * values win over these. Name each value: a body that is passed on whole lets the caller choose them all.
 *
 * @example
 * ```ts
 * const officeHours: ConditionContext = ({ now, request }) => ({ current_time: now.toISOString(), ip: request.sourceAddress });
 * ```
 */
export type ConditionContext = (input: ConditionContextInput) => Readonly<Record<string, unknown>>;

/** The values of several sources as one; the later ones win. `undefined` if there is no source. */
export function mergeContexts(
  sources: readonly (ConditionContext | undefined)[],
): ConditionContext | undefined {
  const given = sources.filter((source) => source !== undefined);
  if (given.length < 2) return given[0];
  return (input) => Object.assign({}, ...given.map((source) => source(input)));
}
