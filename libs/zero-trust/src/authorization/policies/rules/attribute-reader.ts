import { parameterConverter, type ParameterConverter } from '../../cel/convert-parameter.js';
import { formatParameterType, type ParameterType } from '../../cel/parameter-type.js';
import type { AttributeGroup, AttributeKind, SingleAttribute } from './attribute-type.js';

/** What a rule judges: a `PolicyInput`, or the values of a case. */
export type RuleInput = Readonly<Record<string, unknown>>;

/** The values that an expression works with, and what could not be had. */
export interface BoundAttributes {
  readonly values: ReadonlyMap<string, unknown>;
  /** Paths of attributes that nobody gave. */
  readonly missing: readonly string[];
  /** The first attribute that is not of its type, in words without its value. */
  readonly malformed: string | undefined;
}

interface Binding {
  readonly missing: string[];
  malformed: string | undefined;
}

/** Reads and converts one attribute or group, and notes what could not be had. */
type Reader = (holder: unknown, binding: Binding) => unknown;

/** Reads the attributes that an expression uses, and no other: what is costly to find out is found out on demand. */
export class AttributeReader {
  readonly #read: Reader;

  /** @param paths `subject.clearance`: paths of attributes of the schema */
  constructor(schema: AttributeGroup, paths: readonly string[]) {
    const used = paths.map((path) => path.split('.'));
    this.#read = groupReader(schema, { used, path: '' });
  }

  bind(input: RuleInput): BoundAttributes {
    const binding: Binding = { missing: [], malformed: undefined };
    const values = this.#read(input, binding) as ReadonlyMap<string, unknown>;
    return { values, ...binding };
  }
}

interface Position {
  /** The names that are used below, as paths from here. */
  readonly used: readonly (readonly string[])[];
  /** From the top to here. */
  readonly path: string;
}

function groupReader({ fields, construct: Group }: AttributeGroup, { used, path }: Position): Reader {
  const names = [...new Set(used.map(([name = '']) => name))];
  const readers = names.map((name) => {
    const below = used.filter(([first]) => first === name).map(([, ...rest]) => rest);
    const at = { used: below, path: path === '' ? name : `${path}.${name}` };
    return [name, readerOf(fields.get(name) as AttributeKind, at)] as const;
  });
  const isOptional = path.includes('.') || path === '';
  return (holder, binding) => {
    // Whether an object has no owner cannot be told where there is no object.
    if (!isOptional && (typeof holder !== 'object' || holder === null)) {
      binding.missing.push(path);
      return undefined;
    }
    const entries: [string, unknown][] = [];
    for (const [name, read] of readers) {
      const value = read(memberOf(holder, name), binding);
      if (value !== undefined) entries.push([name, value]);
    }
    return new Group(entries);
  };
}

function readerOf(kind: AttributeKind, position: Position): Reader {
  return kind.kind === 'group' ? groupReader(kind, position) : singleReader(kind, position.path);
}

function singleReader({ type, adapt }: SingleAttribute, path: string): Reader {
  const convert = attributeConverter(type);
  return (value, binding) => {
    if (value === undefined) {
      binding.missing.push(path);
      return undefined;
    }
    const converted = convert(adapt === undefined ? value : adapt(value));
    if (converted === undefined) binding.malformed ??= `${path} is not of type ${formatParameterType(type)}`;
    return converted;
  };
}

/** Attributes are named by the schema; what a prototype of JavaScript's own has is none. */
function memberOf(holder: unknown, name: string): unknown {
  if (typeof holder !== 'object' || holder === null || name in Object.prototype) return undefined;
  return (holder as RuleInput)[name];
}

/** As the conditions of relationships convert, but that a text is never taken for a number. */
export function attributeConverter(type: ParameterType): ParameterConverter {
  const convert = parameterConverter(type);
  return (value) => (isOf(type, value) ? convert(value) : undefined);
}

function isOf(type: ParameterType, value: unknown): boolean {
  if (type.kind === 'int') return Number.isSafeInteger(value);
  if (type.kind === 'double') return typeof value === 'number';
  if (type.kind !== 'list') return true;
  return Array.isArray(value) && value.every((element) => isOf(type.element, element));
}
