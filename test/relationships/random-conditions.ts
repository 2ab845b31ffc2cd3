import type { Random } from './random.js';

/** A condition, with values for its parameter that make it true and false. */
export interface RandomCondition {
  readonly name: string;
  readonly parameter: string;
  readonly type: string;
  readonly expression: string;
  readonly truthy: unknown;
  readonly falsy: unknown;
}

/** One condition for each type that the language can declare; no two share a parameter. */
export const CONDITIONS: readonly RandomCondition[] = [
  row('in_bool', 'bool', 'p_bool', [true, false]),
  row('in_string', 'string', 'p_string.startsWith("a")', ['abc', 'xyz']),
  row('in_int', 'int', 'p_int < 100', [7, 100]),
  row('in_uint', 'uint', 'p_uint > 5u', [6, 5]),
  row('in_double', 'double', 'p_double >= 1.5', [1.5, 1.25]),
  row('in_duration', 'duration', 'p_duration <= duration("1h")', ['59m', '1h1s']),
  row('in_timestamp', 'timestamp', 'p_timestamp < timestamp("2024-01-01T00:00:00Z")', [
    '2023-12-31T23:59:59Z',
    '2024-01-01T00:00:00Z',
  ]),
  row('in_list', 'list<string>', '"admin" in p_list', [['admin', 'x'], ['x']]),
  row('in_map', 'map<int>', 'p_map["level"] > 3', [{ level: 4 }, { level: 3 }]),
  row('in_address', 'ipaddress', 'p_address.in_cidr("10.0.0.0/8")', ['10.1.2.3', '11.1.2.3']),
];

/** Conditions as a model writes them. */
export function conditionsText(conditions: readonly RandomCondition[]): string {
  return conditions
    .map(
      ({ name, parameter, type, expression }) =>
        `condition ${name}(${parameter}: ${type}) {\n  ${expression}\n}\n`,
    )
    .join('\n');
}

/** Values for some or all conditions, each true or false. */
export function randomContext(random: Random, isComplete: boolean): Readonly<Record<string, unknown>> {
  const given = isComplete ? CONDITIONS : random.some(CONDITIONS, 2);
  return Object.fromEntries(given.map((condition) => [condition.parameter, randomValue(random, condition)]));
}

/** A value for the condition's parameter. */
export function randomValue(random: Random, { truthy, falsy }: RandomCondition): unknown {
  return random.oneIn(3) ? falsy : truthy;
}

function row(
  name: string,
  type: string,
  expression: string,
  [truthy, falsy]: readonly [unknown, unknown],
): RandomCondition {
  const parameter = /p_\w+/.exec(expression)?.[0] ?? '';
  return { name, parameter, type, expression, truthy, falsy };
}
