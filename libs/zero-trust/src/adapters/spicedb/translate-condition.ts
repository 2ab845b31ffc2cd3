import { formatParameterType, type ParameterType } from '../../authorization/cel/parameter-type.js';
import type { ConditionDefinition } from '../../authorization/relationships/conditions/condition-definition.js';
import { schemaName } from './schema-names.js';

/**
 * A condition as a caveat. SpiceDB refuses a caveat with a parameter that its expression does not mention, so each is
 * mentioned once more, in a way that is true whatever its value is and also without one; on a line of its own, because the
 * expression may end in a comment.
 */
export function translateCondition({ name, parameters, expression }: ConditionDefinition): string {
  const declared = [...parameters].map(([parameter, type]) => `${parameter} ${formatParameterType(type)}`);
  const mentions = [...parameters].map(([parameter, type]) => ` && (${mention(parameter, type)} || true)`);
  return `caveat ${schemaName(name)}(${declared.join(', ')}) {\n  (${expression.trim()}\n)${mentions.join('')}\n}`;
}

function mention(parameter: string, { kind }: ParameterType): string {
  return kind === 'ipaddress' ? `${parameter}.in_cidr("0.0.0.0/0")` : `${parameter} == ${parameter}`;
}
