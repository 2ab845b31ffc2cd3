import { SCALAR_TYPES, type ParameterType, type ScalarType } from '../../cel/parameter-type.js';
import type { ConditionDefinition } from '../conditions/condition-definition.js';
import { isRecord, type JsonRecord } from './json-record.js';
import type { ReadingContext } from './read-model.js';

const PREFIX = 'TYPE_NAME_';
const DEEPEST_TYPE = 8;
const UNKNOWN: ParameterType = { kind: 'any' };

/** Reads the conditions of a model in JSON, noting whatever is malformed. */
export function readConditions(json: unknown, context: ReadingContext): readonly ConditionDefinition[] {
  if (!isRecord(json)) return [];
  return Object.entries(json).map(([key, condition]) => readCondition(key, { condition, context }));
}

function readCondition(
  key: string,
  { condition, context }: { readonly condition: unknown; readonly context: ReadingContext },
): ConditionDefinition {
  const definition: JsonRecord = isRecord(condition) ? condition : {};
  const note = (what: string): void =>
    context.problems.add(`condition "${key}" ${what}`, context.source.locateCondition(key));
  const { name, expression, parameters } = definition;
  if (name !== key) note('has another name than its key');
  if (typeof expression !== 'string') note('has no expression');
  return {
    name: key,
    expression: typeof expression === 'string' ? expression.trim() : '',
    parameters: readParameters(isRecord(parameters) ? parameters : {}, note),
  };
}

function readParameters(json: JsonRecord, note: (what: string) => void): ReadonlyMap<string, ParameterType> {
  const parameters = new Map<string, ParameterType>();
  for (const [name, type] of Object.entries(json)) {
    const read = readType(type, 0);
    if (read === undefined)
      note(`has a parameter "${name}" of a type that there is not, or a list or map of nothing`);
    parameters.set(name, read ?? UNKNOWN);
  }
  return parameters;
}

function readType(json: unknown, depth: number): ParameterType | undefined {
  const { type_name: typeName, generic_types: generics } = isRecord(json) ? json : {};
  const kind = typeof typeName === 'string' ? typeName.replace(PREFIX, '').toLowerCase() : '';
  const elements: readonly unknown[] = Array.isArray(generics) ? generics : [];
  if (kind !== 'list' && kind !== 'map')
    return isScalar(kind) && elements.length === 0 ? { kind } : undefined;
  const element =
    elements.length === 1 && depth < DEEPEST_TYPE ? readType(elements[0], depth + 1) : undefined;
  return element && { kind, element };
}

function isScalar(kind: string): kind is ScalarType {
  return SCALAR_TYPES.some((type) => type === kind);
}
