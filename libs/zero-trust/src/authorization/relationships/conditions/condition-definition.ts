/** The types of a condition's parameter that hold a single value. */
export const SCALAR_TYPES = [
  'any',
  'bool',
  'string',
  'int',
  'uint',
  'double',
  'duration',
  'timestamp',
  'ipaddress',
] as const;

/** The name of a type that holds a single value. */
export type ScalarType = (typeof SCALAR_TYPES)[number];

/** The type of a condition's parameter; the keys of a map are strings. */
export type ParameterType =
  { readonly kind: ScalarType } | { readonly kind: 'list' | 'map'; readonly element: ParameterType };

/** One `condition` of a model. */
export interface ConditionDefinition {
  readonly name: string;
  /** The declared type of each parameter, by its name. */
  readonly parameters: ReadonlyMap<string, ParameterType>;
  /** The body, in the Common Expression Language. */
  readonly expression: string;
}

/** The type as it is written in a model: `int`, `list<string>`. */
export function formatParameterType(type: ParameterType): string {
  return 'element' in type ? `${type.kind}<${formatParameterType(type.element)}>` : type.kind;
}
