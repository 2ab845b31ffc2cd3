import type { ASTNode, ParseResult } from '@marcbachmann/cel-js';
import { ParseError, TypeError as CelTypeError } from '@marcbachmann/cel-js';
import type { Environment } from '@marcbachmann/cel-js/evaluator';
import { adoptExpression } from './adopt-expression.js';
import { assertPortable } from './assert-portable.js';
import { celType, createCelEnvironment } from './cel-environment.js';
import { RegexSearch } from './cel-regex.js';
import { isConstant, MAX_EXPRESSION_COST } from './expression-cost.js';
import { ExpressionError } from './expression-error.js';
import { nodesOf } from './expression-tree.js';
import { CostMeter, meterExpression } from './meter-expression.js';
import type { ParameterType } from './parameter-type.js';

/** The longest expression, in UTF-16 code units. */
const MAX_EXPRESSION_LENGTH = 4_096;

/**
 * A checked expression; takes the value of each parameter by its name.
 *
 * @throws whatever the evaluation runs into, and when it costs too much
 */
export type CompiledExpression = (values: ReadonlyMap<string, unknown>) => boolean;

/** An expression and the names that only it knows. */
export interface ExpressionDefinition {
  readonly expression: string;
  /** The declared type of each parameter, by its name. */
  readonly parameters?: ReadonlyMap<string, ParameterType>;
  /** Looks at the parsed expression, and throws an {@link ExpressionError} at what it does not like. */
  readonly inspect?: (root: ASTNode) => void;
}

/** What the expressions of one compiler have in common. */
export interface ExpressionCompilerOptions {
  /** Declares types and variables that all expressions know. */
  readonly declare?: (environment: Environment) => void;
  /** What one evaluation may cost. @defaultValue as on an OpenFGA server */
  readonly maxCost?: number;
}

/** Compiles the expressions of one file; they share an environment and the regular expressions that they compiled. */
export class ExpressionCompiler {
  readonly #regex = new RegexSearch();
  readonly #environment = createCelEnvironment(this.#regex);
  readonly #maxCost: number;

  constructor({ declare: declareShared, maxCost = MAX_EXPRESSION_COST }: ExpressionCompilerOptions = {}) {
    declareShared?.(this.#environment);
    this.#maxCost = maxCost;
  }

  /** @throws {ExpressionError} when the expression does not parse, does not fit its parameters or is no bool */
  compile({ expression, parameters = new Map(), inspect }: ExpressionDefinition): CompiledExpression {
    if (expression.length > MAX_EXPRESSION_LENGTH) {
      throw new ExpressionError(`an expression may have at most ${MAX_EXPRESSION_LENGTH} characters`, 0);
    }
    const scope = this.#environment.clone();
    for (const [name, type] of parameters) declare(() => scope.registerVariable(name, celType(type)));
    const parsed = placed(() => scope.parse(expression));
    adoptExpression(parsed.ast, this.#regex);
    inspect?.(parsed.ast);
    assertBool(parsed);
    assertPortable(parsed.ast);
    this.#assertConstants(parsed.ast);
    return metered(parsed, this.#maxCost);
  }

  /** What is worked out once would fail at every evaluation: `timestamp("2024-13-01T00:00:00Z")`. */
  #assertConstants(root: ASTNode): void {
    for (const node of nodesOf(root)) {
      if (node.op !== 'call' || !isConstant(node)) continue;
      const constant = this.#environment.clone().parse(node.input.slice(node.range.start, node.range.end));
      adoptExpression(constant.ast, this.#regex);
      try {
        constant();
      } catch {
        throw new ExpressionError('the value cannot be converted', node.range.start);
      }
    }
  }
}

function metered(parsed: ParseResult, maxCost: number): CompiledExpression {
  const meter = new CostMeter(maxCost);
  meterExpression(parsed.ast, meter);
  return (values) => {
    meter.reset();
    // A Map, because in an object the library would find the members of its prototype too.
    const result: unknown = parsed(values);
    // An operator may have passed over the error that the meter threw.
    if (meter.exceeded) throw new RangeError('the expression costs too much');
    if (typeof result !== 'boolean') throw new RangeError('the expression came to no bool');
    return result;
  };
}

function assertBool(parsed: ParseResult): void {
  const { valid, type, error } = placed(() => parsed.check());
  if (!valid) throw toExpressionError(error);
  if (type !== 'bool') throw new ExpressionError(`the expression must come to a bool, not to ${type}`, 0);
}

function declare(register: () => unknown): void {
  try {
    register();
  } catch (error) {
    throw new ExpressionError(error instanceof Error ? error.message : 'a parameter cannot be declared', 0);
  }
}

function placed<T>(step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw toExpressionError(error);
  }
}

function toExpressionError(error: unknown): ExpressionError {
  if (error instanceof ParseError || error instanceof CelTypeError) {
    return new ExpressionError(error.summary, error.range?.start ?? 0);
  }
  // Nothing else is thrown but by an expression that is nested beyond the stack.
  return new ExpressionError('the expression is too complex', 0);
}
