import type { ParameterType } from '../../authorization/cel/parameter-type.js';
import type { AuthorizationModel } from '../../authorization/relationships/model/authorization-model.js';
import type { QuestionContext } from '../../authorization/relationships/relationship-engine.port.js';
import { quote, RelationshipError } from '../../authorization/relationships/relationship-error.js';

/**
 * Refuses a text for a `double` that no double holds: SpiceDB would take `"1e999"` for infinite, which is more than any
 * limit of a condition.
 *
 * @throws {RelationshipError} `invalid_context`
 */
export function assertFiniteDoubles({ context }: QuestionContext, model: AuthorizationModel): void {
  if (context === undefined) return;
  for (const { parameters } of model.conditions.values()) {
    for (const [parameter, type] of parameters) {
      if (isDouble(type) && !isFinite(context[parameter])) throw notFinite(parameter);
    }
  }
}

function isDouble(type: ParameterType): boolean {
  return 'element' in type ? isDouble(type.element) : type.kind === 'double';
}

function isFinite(value: unknown): boolean {
  if (typeof value === 'string') return Number.isFinite(Number(value));
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every(isFinite);
}

function notFinite(parameter: string): RelationshipError {
  const message = `The value of ${quote(parameter)} is a text that is no finite number, and the parameter is a double`;
  return new RelationshipError('invalid_context', message);
}
