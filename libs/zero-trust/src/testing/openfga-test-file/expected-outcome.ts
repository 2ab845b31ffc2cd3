import {
  RelationshipError,
  type RelationshipErrorReason,
} from '../../authorization/relationships/relationship-error.js';

/** OpenFGA's general validation error; which part of a question is wrong, its message says. */
const VALIDATION_ERROR: readonly RelationshipErrorReason[] = [
  'type_not_found',
  'relation_not_found',
  'invalid_object',
  'invalid_subject',
  'invalid_context',
  'condition_undecided',
];

/** The reasons that stand for OpenFGA's error numbers. @see https://openfga.dev/api/service */
const REASONS: Readonly<Record<number, readonly RelationshipErrorReason[]>> = {
  2000: VALIDATION_ERROR,
  2002: ['resolution_too_complex'],
  2021: ['type_not_found'],
  2022: ['relation_not_found'],
  2027: ['invalid_tuple'],
};

/** What an assertion expects: an answer, or an error by OpenFGA's number. */
export interface Expected {
  readonly errorCode?: number;
  readonly expectation?: boolean | readonly string[] | null;
}

/** Whether what came of a question is what was expected; a list may come in any order, but with nothing twice. */
export function isExpected({ errorCode, expectation }: Expected, actual: unknown): boolean {
  if (errorCode !== undefined) {
    return actual instanceof RelationshipError && (REASONS[errorCode] ?? []).includes(actual.reason);
  }
  if (!Array.isArray(actual)) return actual === (expectation ?? false);
  const names: readonly string[] = actual.map(String);
  const expected: readonly string[] = Array.isArray(expectation) ? expectation.map(String) : [];
  return JSON.stringify(names.toSorted()) === JSON.stringify(expected.toSorted());
}

/** What was expected and what came, for people. */
export function describeMismatch({ errorCode, expectation }: Expected, actual: unknown): string {
  const expected = errorCode === undefined ? JSON.stringify(expectation ?? false) : `error ${errorCode}`;
  const came = actual instanceof Error ? `the error "${actual.message}"` : JSON.stringify(actual);
  return `expected ${expected}, got ${came}`;
}
