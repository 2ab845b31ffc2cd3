import { AccessDeniedError, DependencyUnavailableError } from '../../kernel/errors.js';
import { chain, isPromise, type MaybePromise } from '../../kernel/maybe-promise.js';
import type {
  BatchCheckResult,
  CheckQuery,
  RelationshipEngine,
  RelationshipQuestionOptions,
} from '../relationships/relationship-engine.port.js';
import { RelationshipError, type RelationshipErrorReason } from '../relationships/relationship-error.js';

/** What came of one question that the engine did not answer with yes. */
export interface Refused {
  readonly granted: false;
  /** Why the engine could not say yes, where it was more than a missing relation. */
  readonly because?: RelationshipErrorReason;
  /** The error of an engine that gave up: neither a yes nor a no. See {@link assertDecided}. */
  readonly gaveUp?: RelationshipError;
}

/** What came of one question: granted, or why not. */
export type Answer = { readonly granted: true } | Refused;

const GRANTED: Answer = Object.freeze({ granted: true });
const REFUSED: Refused = Object.freeze({ granted: false });

/**
 * Errors that are about this caller and its request rather than about the engine: another try answers the same, so that
 * they are a plain refusal.
 */
const REFUSALS: ReadonlySet<RelationshipErrorReason> = new Set(['condition_undecided', 'invalid_context']);

/** Stands for a caller that was not identified; no tuple can name it. */
export const NOBODY = '';

/**
 * Asks the engine; several questions in one batch. Only a literal `allowed: true` grants.
 *
 * @returns the answers in the order asked; what has none is not granted
 * @throws DependencyUnavailableError if the engine cannot answer
 */
export function askEngine(
  engine: RelationshipEngine,
  queries: readonly CheckQuery[],
  ...options: [options?: RelationshipQuestionOptions]
): MaybePromise<readonly Answer[]> {
  const [first] = queries;
  // Whoever is not identified has no relation to anything.
  if (first === undefined || first.subject === NOBODY) return [];
  if (queries.length === 1) return chain(askOne(engine, first, ...options), (answer) => [answer]);
  try {
    const answers = askAll(engine.batchCheck(queries, ...options), queries.length);
    return isPromise(answers) ? answers.catch((error: unknown) => [failed(error)]) : answers;
  } catch (error) {
    return [failed(error)];
  }
}

/**
 * Asks the engine one question; see {@link askEngine}.
 *
 * @throws DependencyUnavailableError if the engine cannot answer
 */
export function askOne(
  engine: RelationshipEngine,
  query: CheckQuery,
  options?: RelationshipQuestionOptions,
): MaybePromise<Answer> {
  if (query.subject === NOBODY) return REFUSED;
  try {
    const result = options === undefined ? engine.check(query) : engine.check(query, options);
    return isPromise(result) ? result.then(answerOf).catch(failed) : answerOf(result);
  } catch (error) {
    return failed(error);
  }
}

function askAll(
  results: MaybePromise<readonly BatchCheckResult[]>,
  count: number,
): MaybePromise<readonly Answer[]> {
  return chain(results, (settled) => Array.from({ length: count }, (_, index) => answerOf(settled[index])));
}

/** An engine may answer garbage. */
function answerOf(result: Partial<BatchCheckResult> | undefined): Answer {
  if (result?.error !== undefined) return failed(result.error);
  return (result?.allowed as unknown) === true ? GRANTED : REFUSED;
}

/**
 * For whoever may know of the object: that the engine gave up is no answer. From anybody else it is kept, because about an
 * object that does not exist the engine never gives up.
 *
 * @throws DependencyUnavailableError if the engine gave up
 */
export function assertDecided(answer: Answer | undefined): void {
  if (answer?.granted === false && answer.gaveUp !== undefined) throw unavailable(answer.gaveUp);
}

/** @throws DependencyUnavailableError unless the error is a refusal */
function failed(error: unknown): Refused {
  if (error instanceof RelationshipError) {
    const { reason: because } = error;
    if (REFUSALS.has(because)) return { granted: false, because };
    if (because === 'resolution_too_complex') return { granted: false, because, gaveUp: error };
  }
  if (error instanceof AccessDeniedError) throw error;
  throw unavailable(error);
}

function unavailable(cause: unknown): DependencyUnavailableError {
  return new DependencyUnavailableError('relationship engine', 'failed', { cause });
}
