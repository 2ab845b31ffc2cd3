import type { ConditionContext, ConditionForRequest, ConditionOutcome } from './condition.js';
import type { ParameterConverter } from '../../cel/convert-parameter.js';
import { valueSize } from './value-size.js';

/** A parameter of a condition, and how its values are read. */
export interface BoundParameter {
  readonly name: string;
  readonly convert: ParameterConverter;
}

/** What a condition makes of the values of its parameters. */
export interface ConditionVerdicts<Parameter extends BoundParameter> {
  readonly parameters: readonly Parameter[];
  decide(values: ReadonlyMap<string, unknown>): ConditionOutcome;
  /** The value cannot be what the parameter is declared to be. */
  unfit(parameter: Parameter): ConditionOutcome;
  failed(): ConditionOutcome;
}

interface RequestValue {
  readonly given: unknown;
  /** Nothing where the value does not fit. */
  readonly converted: unknown;
}

/** A condition and the values of one question, which are read and converted once, however many tuples there are. */
export class BoundCondition<Parameter extends BoundParameter> implements ConditionForRequest {
  readonly #ofRequest = new Map<string, RequestValue>();
  #requestSize: number | undefined;

  constructor(
    private readonly verdicts: ConditionVerdicts<Parameter>,
    private readonly requestContext: ConditionContext | undefined,
  ) {}

  size(tupleContext?: ConditionContext): number {
    this.#requestSize ??= this.#measureRequest();
    return this.#requestSize + (tupleContext === undefined ? 0 : valueSize(tupleContext));
  }

  evaluate(tupleContext?: ConditionContext): ConditionOutcome {
    try {
      return this.#decide(tupleContext);
    } catch {
      return this.verdicts.failed();
    }
  }

  #decide(tupleContext: ConditionContext | undefined): ConditionOutcome {
    const values = new Map<string, unknown>();
    for (const parameter of this.verdicts.parameters) {
      const ofTuple = ownValue(tupleContext, parameter.name);
      const { given, converted } =
        ofTuple === undefined ? this.#readRequest(parameter) : read(ofTuple, parameter);
      if (given === undefined) continue;
      if (converted === undefined) return this.verdicts.unfit(parameter);
      values.set(parameter.name, converted);
    }
    return this.verdicts.decide(values);
  }

  #readRequest(parameter: Parameter): RequestValue {
    const known = this.#ofRequest.get(parameter.name);
    if (known !== undefined) return known;
    const value = read(ownValue(this.requestContext, parameter.name), parameter);
    this.#ofRequest.set(parameter.name, value);
    return value;
  }

  #measureRequest(): number {
    try {
      const values = this.verdicts.parameters.map((parameter) => this.#readRequest(parameter).given);
      return values.reduce<number>((size, value) => size + (value === undefined ? 0 : valueSize(value)), 0);
    } catch {
      // What cannot be read has no answer either.
      return 0;
    }
  }
}

/** A value of its own, not one of the prototype. */
export function ownValue(context: ConditionContext | undefined, name: string): unknown {
  return context !== undefined && Object.hasOwn(context, name) ? context[name] : undefined;
}

function read(given: unknown, { convert }: BoundParameter): RequestValue {
  return { given, converted: given === undefined ? undefined : convert(given) };
}
