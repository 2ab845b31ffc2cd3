import { compileCondition } from '../authorization/relationships/conditions/compile-condition.js';
import type { Condition } from '../authorization/relationships/conditions/condition.js';
import { SCALAR_TYPES, type ParameterType } from '../authorization/cel/parameter-type.js';

/** A condition for a spec: its expression, and its parameters as a model writes them, `x: list<int>, y: string`. */
export function condition(expression: string, parameters = ''): Condition {
  const declarations = parameters === '' ? [] : parameters.split(', ').map((one) => one.split(': '));
  return compileCondition({
    name: 'c',
    expression,
    parameters: new Map(declarations.map(([name = '', type = '']) => [name, parameterType(type)])),
  });
}

/** The type that a model writes so. */
export function parameterType(text: string): ParameterType {
  const [, kind, element = ''] = /^(list|map)<(.+)>$/.exec(text) ?? [];
  if (kind === 'list' || kind === 'map') return { kind, element: parameterType(element) };
  const scalar = SCALAR_TYPES.find((type) => type === text);
  if (scalar === undefined) throw new RangeError(`${text} is no type of a parameter`);
  return { kind: scalar };
}
