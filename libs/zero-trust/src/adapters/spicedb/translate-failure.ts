import {
  quote,
  RelationshipError,
  type RelationshipErrorReason,
} from '../../authorization/relationships/relationship-error.js';
import type { FailureKind } from '../../authorization/relationships/remote/engine-unavailable.error.js';
import { ZeroTrustError } from '../../kernel/errors.js';
import { SpiceDbUnavailableError } from './spicedb-unavailable.error.js';

/** Status codes of gRPC, in the order of their numbers. */
const CODES = [
  'OK',
  'Canceled',
  'Unknown',
  'InvalidArgument',
  'DeadlineExceeded',
  'NotFound',
  'AlreadyExists',
  'PermissionDenied',
  'ResourceExhausted',
  'FailedPrecondition',
  'Aborted',
  'OutOfRange',
  'Unimplemented',
  'Internal',
  'Unavailable',
  'DataLoss',
  'Unauthenticated',
] as const;

/** The name of a status code of gRPC. */
export type StatusCode = (typeof CODES)[number];

/** An embedded SpiceDB puts the code into the text. */
const CODE_IN_TEXT = /^rpc error: code = (\w+) desc = /u;

/** What the server's words mean to the port; a code covers too much. */
const MEANINGS: readonly (readonly [RegExp, RelationshipErrorReason])[] = [
  [/maximum depth|recursion depth|max depth|maximum recursion/iu, 'resolution_too_complex'],
  [/could not CREATE relationship/u, 'tuple_already_exists'],
  [/unable to satisfy write precondition/u, 'tuple_not_found'],
  [/could not convert context parameter|unknown parameter/u, 'invalid_context'],
  [/evaluat\w+ .*caveat|caveat .*evaluat\w+/iu, 'condition_undecided'],
];

/** In the words of the port, without those of the server: they hold the values that they complain about. */
const EXPLANATIONS: Partial<Record<RelationshipErrorReason, string>> = {
  resolution_too_complex:
    'the resolution went too deep; look for a cycle in the tuples or a chain that is too long',
  tuple_already_exists: "a tuple exists already; pass onDuplicate: 'ignore' if that is fine",
  tuple_not_found: "a tuple to delete does not exist; pass onMissing: 'ignore' if that is fine",
  invalid_context: "a value of the context is not what a condition's parameter demands",
  condition_undecided: 'a condition on the way failed',
};

/**
 * What a failed call means to the port. The client's own errors go no further: they carry metadata.
 *
 * @param error whatever the call threw
 */
export function translateFailure(error: unknown): ZeroTrustError {
  if (error instanceof ZeroTrustError) return error;
  const text = error instanceof Error ? error.message : '';
  return fromStatus(statusCode(error), text);
}

/** What a status means that came by itself or within an answer. */
export function fromStatus(code: StatusCode, text: string): ZeroTrustError {
  const reason = MEANINGS.find(([pattern]) => pattern.test(text))?.[1];
  if (reason !== undefined) {
    return new RelationshipError(reason, `SpiceDB refused the request: ${EXPLANATIONS[reason] ?? reason}`);
  }
  return new SpiceDbUnavailableError(kindOf(code), `answered with the status ${code}`);
}

/** What a failed change means: one that the server finds invalid is refused for good, and no outage. */
export function changeFailure(error: unknown): ZeroTrustError {
  const failure = translateFailure(error);
  if (failure instanceof RelationshipError || statusCode(error) !== 'InvalidArgument') return failure;
  return new RelationshipError('invalid_tuple', `The change was refused: ${failure.message}`);
}

/** The code of a failure, whoever reports it. */
export function statusCode(error: unknown): StatusCode {
  const fields = typeof error === 'object' && error !== null ? (error as { readonly code?: unknown }) : {};
  if (typeof fields.code === 'number') return codeOf(fields.code);
  const [, name] = (error instanceof Error && CODE_IN_TEXT.exec(error.message)) || [];
  return CODES.find((code) => code === name) ?? 'Unknown';
}

/** The name of a code that came as a number. */
export function codeOf(number: number): StatusCode {
  return CODES[number] ?? 'Unknown';
}

/** The server's complaint about a schema, in its own words: it quotes nothing but the schema. */
export function complaintOf(error: unknown): string {
  const text = error instanceof Error ? error.message.replace(CODE_IN_TEXT, '') : 'failed';
  return quote(text.replace(/^\d+ [A-Z_]+: /u, ''));
}

/** Refused for good, or for now, without any effect. All others leave open what happened. */
const KINDS: Partial<Record<StatusCode, FailureKind>> = {
  Aborted: 'conflict',
  ResourceExhausted: 'overload',
  InvalidArgument: 'rejected',
  FailedPrecondition: 'rejected',
  NotFound: 'rejected',
  PermissionDenied: 'rejected',
  Unauthenticated: 'rejected',
  Unimplemented: 'rejected',
  OutOfRange: 'rejected',
};

function kindOf(code: StatusCode): FailureKind {
  return KINDS[code] ?? 'outage';
}
