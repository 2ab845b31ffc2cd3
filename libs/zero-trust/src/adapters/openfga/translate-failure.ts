import { FgaApiError } from '@openfga/sdk';
import {
  quote,
  RelationshipError,
  type RelationshipErrorReason,
} from '../../authorization/relationships/relationship-error.js';
import { ZeroTrustError } from '../../kernel/errors.js';
import type { FailureKind } from '../../authorization/relationships/remote/engine-unavailable.error.js';
import { OpenFgaUnavailableError } from './openfga-unavailable.error.js';

/** The server's codes that say what is wrong with a question, in the words of the port. */
const REASONS: ReadonlyMap<string, RelationshipErrorReason> = new Map([
  ['authorization_model_resolution_too_complex', 'resolution_too_complex'],
  ['cannot_allow_duplicate_tuples_in_one_request', 'duplicate_tuple_in_request'],
  ['exceeded_entity_limit', 'exceeded_entity_limit'],
  ['invalid_object_format', 'invalid_object'],
  ['invalid_tuple', 'invalid_tuple'],
  ['invalid_tuple_set', 'invalid_tuple'],
  ['invalid_user', 'invalid_subject'],
  ['relation_not_found', 'relation_not_found'],
  ['type_not_found', 'type_not_found'],
]);

/** One code for three refusals: only the message tells them apart. */
const WRITE_FAILED = 'write_failed_due_to_invalid_input';
const WRITE_REASONS: readonly (readonly [RegExp, RelationshipErrorReason])[] = [
  [/^cannot write a tuple which already exists/u, 'tuple_already_exists'],
  [/^cannot delete a tuple which does not exist/u, 'tuple_not_found'],
];

const CONDITION_FAILED = /failed to evaluate relationship condition/u;
const WRONG_TYPE =
  /parameter type error on condition '([^']*)' - failed to convert context parameter '([^']*)'/u;
const MISSING_VALUES = /missing context parameters '[^']*'/u;

/** A write of a tuple that is there with another condition: no passing conflict, but the state of the store. */
const OTHER_CONDITION = /already exists with a different condition/u;

/** An error as the server words it. */
export interface ServerError {
  readonly code?: unknown;
  readonly message?: unknown;
}

/**
 * What a failed call means to the port. The SDK's own errors go no further: they carry request and response.
 *
 * @param error whatever the call threw
 */
export function translateFailure(error: unknown): ZeroTrustError {
  if (error instanceof ZeroTrustError) return error;
  if (error instanceof FgaApiError) return fromAnswer(error.statusCode, error.responseData);
  return new OpenFgaUnavailableError('outage', error instanceof Error ? error.message : 'failed');
}

/** What an answer with an error status means. */
export function fromAnswer(status: number | undefined, body: unknown): ZeroTrustError {
  const error: ServerError = typeof body === 'object' && body !== null ? body : {};
  if (status === 409 && OTHER_CONDITION.test(String(error.message))) return otherCondition();
  const known = invalidQuestion(error);
  if (known !== undefined && kindOf(status) === 'rejected') return known;
  const code = typeof error.code === 'string' && /^\w{1,64}$/u.test(error.code) ? ` (${error.code})` : '';
  const what =
    status !== undefined && status < 300 ? 'broke off its answer' : `answered with status ${status}${code}`;
  return new OpenFgaUnavailableError(kindOf(status), what);
}

/** The refusal of a question that has no answer, or nothing if the error is of another kind. */
export function invalidQuestion({ code, message }: ServerError): RelationshipError | undefined {
  if (typeof code !== 'string') return undefined;
  const text = typeof message === 'string' ? message : '';
  const undecided = undecidedCondition(text);
  if (undecided !== undefined) return undecided;
  const reason = code === WRITE_FAILED ? writeReason(text) : REASONS.get(code);
  return reason && new RelationshipError(reason, `OpenFGA refused the request: ${quote(text)}`);
}

/** What the server says of a condition that it could not evaluate. Its words end with the value, which goes no further. */
export function undecidedCondition(message: string): RelationshipError | undefined {
  if (!CONDITION_FAILED.test(message)) return undefined;
  const [, condition, parameter] = WRONG_TYPE.exec(message) ?? [];
  if (condition !== undefined && parameter !== undefined) {
    const problem = `the value of ${quote(parameter)} is not what condition ${quote(condition)} demands`;
    return new RelationshipError('invalid_context', `OpenFGA refused the context: ${problem}`);
  }
  const [missing = 'a condition failed'] = MISSING_VALUES.exec(message) ?? [];
  return new RelationshipError('condition_undecided', `OpenFGA could not decide: ${quote(missing)}`);
}

/** Answers with status 400 that are about the server's state, and not about the change. */
const OF_THE_SERVER = /authorization_model|store/u;

/**
 * What a failed change means. A server that answers 400 has looked at the change and will not have it, whatever its code
 * says: an outbox must not take that for an outage.
 */
export function changeFailure(error: unknown): unknown {
  if (!(error instanceof FgaApiError) || error.statusCode !== 400) return error;
  const failure = translateFailure(error);
  if (failure instanceof RelationshipError || OF_THE_SERVER.test(failure.message)) return failure;
  return new RelationshipError('invalid_tuple', `The change was refused: ${failure.message}`);
}

function otherCondition(): RelationshipError {
  const message =
    'OpenFGA refused the change: a tuple of it exists with another condition; delete that one first';
  return new RelationshipError('tuple_already_exists', message);
}

function writeReason(message: string): RelationshipErrorReason {
  return WRITE_REASONS.find(([pattern]) => pattern.test(message))?.[1] ?? 'invalid_tuple';
}

function kindOf(status: number | undefined): FailureKind {
  if (status === 409) return 'conflict';
  if (status === 429) return 'overload';
  return status !== undefined && status >= 400 && status < 500 ? 'rejected' : 'outage';
}
