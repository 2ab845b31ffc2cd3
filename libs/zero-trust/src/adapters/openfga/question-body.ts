import { ConsistencyPreference, type TupleKey } from '@openfga/sdk';
import type {
  QuestionContext,
  RelationshipQuestionOptions,
} from '../../authorization/relationships/relationship-engine.port.js';
import type { Tuple } from '../../authorization/relationships/tuple.js';
import type { ResolvedOpenFgaOptions } from './openfga.options.js';

/** The parts of a tuple as the API names them. */
export interface PlainTupleKey {
  readonly user: string;
  readonly relation: string;
  readonly object: string;
}

/** A tuple without its condition as the API takes it. */
export function plainTupleKey({ subject, relation, object }: Tuple): PlainTupleKey {
  return { user: subject, relation, object };
}

/** A tuple with its condition as the API takes it. */
export function tupleKey(tuple: Tuple): TupleKey {
  const { condition } = tuple;
  return { ...plainTupleKey(tuple), ...(condition !== undefined && { condition: { ...condition } }) };
}

/** What a question brings along, as checks and listings of objects take it. */
export function contextBody({ context, contextualTuples = [] }: QuestionContext): ContextBody {
  return {
    ...(context !== undefined && { context }),
    ...(contextualTuples.length > 0 && { contextual_tuples: { tuple_keys: contextualTuples.map(tupleKey) } }),
  };
}

/** Part of a request body. */
export interface ContextBody {
  readonly context?: object;
  readonly contextual_tuples?: { tuple_keys: TupleKey[] };
}

/** Past the server's caches where the options of the engine or the question demand it. */
export function consistencyOf(
  always: ResolvedOpenFgaOptions['consistency'],
  { atLeast }: RelationshipQuestionOptions,
): ConsistencyPreference {
  return always === 'higher_consistency' || atLeast !== undefined
    ? ConsistencyPreference.HigherConsistency
    : ConsistencyPreference.MinimizeLatency;
}
