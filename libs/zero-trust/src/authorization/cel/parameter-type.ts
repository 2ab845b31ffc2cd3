/** The types that hold a single value. */
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

/** The type of a value that an expression works with; the keys of a map are strings. */
export type ParameterType =
  { readonly kind: ScalarType } | { readonly kind: 'list' | 'map'; readonly element: ParameterType };

/** The type as it is written: `int`, `list<string>`. */
export function formatParameterType(type: ParameterType): string {
  return 'element' in type ? `${type.kind}<${formatParameterType(type.element)}>` : type.kind;
}
