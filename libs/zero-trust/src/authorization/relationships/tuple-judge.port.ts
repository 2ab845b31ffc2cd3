import type { Tuple } from './tuple.js';

/** Knows a model, and so which tuples can be stored: a port that an engine may offer to those who store them elsewhere. */
export interface TupleJudge {
  /** @throws {RelationshipError} as `RelationshipEngine.write`, for a tuple that the model does not permit */
  assertWritable(tuple: Tuple): void;
}

/** The engine as a judge, if it is one. */
export function judgeOf(engine: object): TupleJudge | undefined {
  return 'assertWritable' in engine && typeof engine.assertWritable === 'function'
    ? (engine as TupleJudge)
    : undefined;
}
