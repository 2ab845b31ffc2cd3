import { quote, RelationshipError } from '../relationship-error.js';
import type { ConditionContext } from './condition.js';

/** A condition of the model, put on one tuple. */
export interface TupleCondition {
  readonly name: string;
  /** Values of the condition's parameters that are settled when the tuple is written; JSON. */
  readonly context?: ConditionContext;
}

/** The largest context of a tuple as JSON, in UTF-16 code units; as much as OpenFGA stores. */
const MAX_TUPLE_CONTEXT_LENGTH = 32_768;

const NAME = /^[^:#@\s]{1,50}$/u;

/**
 * Reads the condition of a tuple; the copy holds nothing but JSON.
 *
 * @throws {RelationshipError} `invalid_tuple` unless it is `{ name, context? }`, `invalid_context` when the context is
 * no JSON object or too large
 */
export function parseCondition(condition: unknown): TupleCondition {
  if (!isRecord(condition) || typeof condition['name'] !== 'string' || !NAME.test(condition['name'])) {
    throw new RelationshipError(
      'invalid_tuple',
      `${quote(condition)} is not the condition of a tuple; pass { name, context } with the name of a condition`,
    );
  }
  const { name, context } = condition;
  return context === undefined || context === null ? { name } : { name, context: copyContext(name, context) };
}

function copyContext(name: string, context: unknown): ConditionContext {
  const text = isRecord(context) ? toJson(context) : undefined;
  if (text === undefined || text.length > MAX_TUPLE_CONTEXT_LENGTH) {
    throw new RelationshipError(
      'invalid_context',
      `the context of condition ${quote(name)} must be a JSON object of at most ${MAX_TUPLE_CONTEXT_LENGTH} characters`,
    );
  }
  return JSON.parse(text) as ConditionContext;
}

function toJson(value: object): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    // Cyclic, too deep, or of values that JSON does not have.
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
