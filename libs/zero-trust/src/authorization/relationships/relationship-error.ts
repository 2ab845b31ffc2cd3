import { ZeroTrustError } from '../../kernel/errors.js';

/**
 * What went wrong, in the words of OpenFGA's validation errors where it has one.
 *
 * - `invalid_model`: the model does not parse, is inconsistent or uses what the engine does not support
 * - `type_not_found`, `relation_not_found`: the model knows no such type or relation
 * - `invalid_object`, `invalid_subject`, `invalid_tuple`: malformed, or not permitted by the model
 * - `invalid_context`: a value of the context cannot be what a condition's parameter demands
 * - `condition_undecided`: a condition on the way lacks a value or failed, and nothing else decided
 * - `duplicate_tuple_in_request`: one change names the same tuple twice
 * - `tuple_already_exists`, `tuple_not_found`: a write or delete found the store in another state
 * - `exceeded_entity_limit`: one change has more tuples than the engine can apply as one
 * - `resolution_too_complex`: a limit on depth or steps was reached before an answer was certain
 * - `invalid_configuration`: the engine's options are wrong
 *
 * @see https://openfga.dev/api/service for the error codes that these follow
 */
export type RelationshipErrorReason =
  | 'invalid_model'
  | 'type_not_found'
  | 'relation_not_found'
  | 'invalid_object'
  | 'invalid_subject'
  | 'invalid_tuple'
  | 'invalid_context'
  | 'condition_undecided'
  | 'duplicate_tuple_in_request'
  | 'tuple_already_exists'
  | 'tuple_not_found'
  | 'exceeded_entity_limit'
  | 'resolution_too_complex'
  | 'invalid_configuration';

/**
 * A relationship question that has no answer, or a change that was refused as a whole.
 * Whoever asks during a request must take it for a deny.
 */
export class RelationshipError extends ZeroTrustError {
  readonly code = 'ZT_RELATIONSHIPS_INVALID';

  constructor(
    readonly reason: RelationshipErrorReason,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const LONGEST_QUOTE = 80;

/**
 * A value from outside, safe to put into a message: escaped, so that it cannot forge a log line, and short.
 */
export function quote(value: unknown): string {
  if (typeof value !== 'string') return `a value of type ${Array.isArray(value) ? 'array' : typeof value}`;
  const shown = value.length > LONGEST_QUOTE ? `${value.slice(0, LONGEST_QUOTE)}…` : value;
  return JSON.stringify(shown);
}
