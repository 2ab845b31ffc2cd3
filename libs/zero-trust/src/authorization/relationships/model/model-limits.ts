import type { ModelProblem } from './model-error.js';
import { placeAt } from './model-source.js';

/** How large a model may be; what OpenFGA limits has the same limit here. */
export const MODEL_LIMITS = {
  /** Of its text, in UTF-16 code units. */
  textLength: 262_144,
  /** Of one `define` or `condition`, in UTF-16 code units. */
  statementLength: 8_192,
  types: 100,
  relations: 2_500,
  conditions: 250,
  /** Parentheses within parentheses, or groups within groups. */
  nesting: 16,
  /** The depths of all parentheses of the text together; the parser of the language takes its time with each. */
  nestingInAll: 20_000,
  /** Of one relation: everything that `or`, `and` and `but not` join, and the groups themselves. */
  operands: 2_000,
} as const;

const STATEMENT = /^\s*(?:type|relations|define|condition|model|schema)\b/;

/** Judges a text before it reaches a parser that works by recursion and has no bounds of its own. */
export function findOversize(text: string): ModelProblem | undefined {
  if (text.length > MODEL_LIMITS.textLength) {
    const message = `the model is longer than ${MODEL_LIMITS.textLength} characters`;
    return { message, ...placeAt(text.slice(0, MODEL_LIMITS.textLength)) };
  }
  const statement = { length: 0, depth: 0, nestingInAll: 0 };
  for (const [index, line] of text.split('\n').entries()) {
    if (STATEMENT.test(line)) Object.assign(statement, { length: 0, depth: 0 });
    statement.length += line.length + 1;
    const oversize = oversizeOf(statement, line);
    if (oversize !== undefined) return { ...oversize, line: index + 1 };
  }
  return undefined;
}

interface Sizes {
  length: number;
  depth: number;
  nestingInAll: number;
}

function oversizeOf(statement: Sizes, line: string): Required<Omit<ModelProblem, 'line'>> | undefined {
  if (statement.length > MODEL_LIMITS.statementLength) {
    const message = `one statement is longer than ${MODEL_LIMITS.statementLength} characters`;
    return { message, column: line.length + 1 - (statement.length - 1 - MODEL_LIMITS.statementLength) };
  }
  for (const { 0: parenthesis, index } of line.matchAll(/[()]/g)) {
    const column = index + 1;
    statement.depth = Math.max(0, statement.depth + (parenthesis === '(' ? 1 : -1));
    statement.nestingInAll += parenthesis === '(' ? statement.depth : 0;
    if (statement.nestingInAll > MODEL_LIMITS.nestingInAll)
      return { message: 'the model has too many nested parentheses', column };
    if (statement.depth > MODEL_LIMITS.nesting)
      return { message: `parentheses are nested deeper than ${MODEL_LIMITS.nesting}`, column };
  }
  return undefined;
}
