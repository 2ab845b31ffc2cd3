import type { ParameterType } from '../../cel/parameter-type.js';

/** Several attributes under one name: `subject.clearance` is an attribute of `subject`. */
export interface AttributeGroup {
  readonly kind: 'group';
  /** As the Common Expression Language calls the type. */
  readonly typeName: string;
  readonly fields: ReadonlyMap<string, AttributeKind>;
  /** The language tells types by the constructors of their values. */
  readonly construct: new (entries: Iterable<readonly [string, unknown]>) => ReadonlyMap<string, unknown>;
}

/** A single attribute. */
export interface SingleAttribute {
  readonly kind: 'single';
  readonly type: ParameterType;
  /** Brings what the application gives into the form of the type. */
  readonly adapt?: (value: unknown) => unknown;
}

/** What stands behind a name. */
export type AttributeKind = AttributeGroup | SingleAttribute;

const TYPES = {
  string: { kind: 'string' },
  int: { kind: 'int' },
  double: { kind: 'double' },
  bool: { kind: 'bool' },
  timestamp: { kind: 'timestamp' },
  duration: { kind: 'duration' },
  ipaddress: { kind: 'ipaddress' },
  'list<string>': { kind: 'list', element: { kind: 'string' } },
  'list<int>': { kind: 'list', element: { kind: 'int' } },
  'list<double>': { kind: 'list', element: { kind: 'double' } },
} as const satisfies Readonly<Record<string, ParameterType>>;

/** The name of a type that a file may declare its own attributes with. */
export type DeclarableType = keyof typeof TYPES;

/** All of them. */
export const DECLARABLE_TYPES = Object.keys(TYPES);

/** Whether a text names a type that a file may use. */
export function isDeclarableType(text: unknown): text is DeclarableType {
  return typeof text === 'string' && Object.hasOwn(TYPES, text);
}

/** Makes a group of attributes. */
export function group(typeName: string, fields: Iterable<readonly [string, AttributeKind]>): AttributeGroup {
  return {
    kind: 'group',
    typeName,
    fields: new Map(fields),
    construct: class extends Map<string, unknown> {},
  };
}

/** Makes a single attribute. */
export function single(type: DeclarableType, adapt?: SingleAttribute['adapt']): SingleAttribute {
  return { kind: 'single', type: TYPES[type], ...(adapt && { adapt }) };
}
