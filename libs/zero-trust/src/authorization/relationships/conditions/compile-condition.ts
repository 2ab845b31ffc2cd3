import { quote, RelationshipError } from '../relationship-error.js';
import { BoundCondition, ownValue, type BoundParameter, type ConditionVerdicts } from './bound-condition.js';
import type {
  Condition,
  ConditionContext,
  ConditionForRequest,
  ConditionOutcome,
  UndecidedCondition,
} from './condition.js';
import { ExpressionCompiler, type CompiledExpression } from '../../cel/compile-expression.js';
import { formatParameterType, type ParameterType } from '../../cel/parameter-type.js';
import type { ConditionDefinition } from './condition-definition.js';
import { parameterConverter } from '../../cel/convert-parameter.js';

/**
 * Compiles and type-checks a condition, once for all evaluations.
 *
 * @param compiler - shared by the conditions of one model
 * @throws {ExpressionError} with the place in the expression
 */
export function compileCondition(
  definition: ConditionDefinition,
  compiler = new ExpressionCompiler(),
): Condition {
  return new CompiledCondition(definition, compiler.compile(definition));
}

interface Parameter extends BoundParameter {
  readonly type: ParameterType;
}

class CompiledCondition implements Condition {
  readonly name: string;
  readonly parameters: ReadonlyMap<string, ParameterType>;
  readonly expression: string;
  readonly #parameters: readonly Parameter[];
  readonly #verdicts: ConditionVerdicts<Parameter>;

  constructor({ name, parameters, expression }: ConditionDefinition, evaluate: CompiledExpression) {
    this.name = name;
    this.parameters = parameters;
    this.expression = expression;
    this.#parameters = Array.from(parameters, ([parameter, type]) => ({
      name: parameter,
      type,
      convert: parameterConverter(type),
    }));
    this.#verdicts = {
      parameters: this.#parameters,
      decide: (values) => (values.size < this.#parameters.length ? this.#missing(values) : evaluate(values)),
      unfit: (parameter) => this.#unfit(parameter),
      failed: () => this.#failed(),
    };
  }

  evaluate(tupleContext?: ConditionContext, requestContext?: ConditionContext): ConditionOutcome {
    return this.forRequest(requestContext).evaluate(tupleContext);
  }

  forRequest(requestContext?: ConditionContext): ConditionForRequest {
    return new BoundCondition(this.#verdicts, requestContext);
  }

  assertContext(context: ConditionContext = {}): void {
    for (const name of Object.keys(context)) {
      if (!this.parameters.has(name)) throw this.#invalid(`it has no parameter ${quote(name)}`);
    }
    for (const parameter of this.#parameters) {
      const value = ownValue(context, parameter.name);
      if (value === undefined || parameter.convert(value) !== undefined) continue;
      throw this.#invalid(mismatch(parameter));
    }
  }

  #failed(): UndecidedCondition {
    // What was thrown may quote values of the request.
    const message = `condition ${quote(this.name)} has no answer: its evaluation failed or cost too much`;
    return { reason: 'condition_undecided', message, missing: [] };
  }

  #missing(values: ReadonlyMap<string, unknown>): UndecidedCondition {
    const missing = this.#parameters.map(({ name }) => name).filter((name) => !values.has(name));
    const message = `condition ${quote(this.name)} has no answer: no value for ${missing.join(', ')}`;
    return { reason: 'condition_undecided', message, missing };
  }

  #unfit(parameter: Parameter): UndecidedCondition {
    const message = `condition ${quote(this.name)} has no answer: ${mismatch(parameter)}`;
    return { reason: 'invalid_context', message, missing: [] };
  }

  #invalid(why: string): RelationshipError {
    return new RelationshipError(
      'invalid_context',
      `the context does not fit condition ${quote(this.name)}: ${why}`,
    );
  }
}

function mismatch({ name, type }: Parameter): string {
  return `the value of ${quote(name)} is not of type ${formatParameterType(type)}`;
}
