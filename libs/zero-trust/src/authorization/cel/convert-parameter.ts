import { UnsignedInt } from '@marcbachmann/cel-js/evaluator';
import { IpAddress } from './cel-ip-address.js';
import { formatParameterType, type ParameterType } from './parameter-type.js';
import { parseDouble, parseWholeNumber } from './parse-number.js';
import { parseDuration, parseTimestamp } from './parse-time.js';

/** Turns a value as JSON has it into the value that an expression works with, or nothing when it cannot be one. */
export type ParameterConverter = (value: unknown) => unknown;

const MAX_INT = 2n ** 63n - 1n;
const MIN_INT = -(2n ** 63n);
const DEEPEST_VALUE = 64;
/** The most elements of one list or map; an expression may visit but a hundredth of them. */
const MOST_ELEMENTS = 10_000;

/**
 * The converter of a declared type, with OpenFGA's rules: whole numbers also from strings, what is beyond 64 bits is
 * cut to the nearest, timestamps in RFC 3339, durations as Go writes them.
 *
 * @see https://openfga.dev/docs/modeling/conditions
 */
export function parameterConverter(type: ParameterType): ParameterConverter {
  switch (type.kind) {
    case 'any':
      return (value) => convertJson(value, DEEPEST_VALUE);
    case 'bool':
      return (value) => (typeof value === 'boolean' ? value : undefined);
    case 'string':
      return (value) => (typeof value === 'string' ? value : undefined);
    case 'int':
      return convertInt;
    case 'uint':
      return convertUint;
    case 'double':
      return convertDouble;
    case 'duration':
      return (value) => (typeof value === 'string' ? parseDuration(value) : undefined);
    case 'timestamp':
      return convertTimestamp;
    case 'ipaddress':
      return (value) => (typeof value === 'string' ? IpAddress.parse(value) : undefined);
    case 'list':
      return listConverter(parameterConverter(type.element));
    case 'map':
      return mapConverter(parameterConverter(type.element));
    default:
      throw new RangeError(`no converter for the type ${formatParameterType(type)}`);
  }
}

function convertInt(value: unknown): bigint | undefined {
  const whole = toWhole(value);
  if (whole === undefined) return undefined;
  if (whole > MAX_INT) return MAX_INT;
  return whole < MIN_INT ? MIN_INT : whole;
}

function convertUint(value: unknown): UnsignedInt | undefined {
  const whole = convertInt(value);
  return whole === undefined || whole < 0n ? undefined : new UnsignedInt(whole);
}

function toWhole(value: unknown): bigint | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : undefined;
  return typeof value === 'string' ? parseWholeNumber(value) : undefined;
}

function convertDouble(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  return typeof value === 'string' ? parseDouble(value) : undefined;
}

function convertTimestamp(value: unknown): unknown {
  // What JSON makes of a date.
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? undefined : parseTimestamp(value.toISOString());
  return typeof value === 'string' ? parseTimestamp(value) : undefined;
}

function listConverter(element: ParameterConverter): ParameterConverter {
  return (value) => (Array.isArray(value) ? convertAll(value, element) : undefined);
}

function mapConverter(element: ParameterConverter): ParameterConverter {
  return (value) => {
    if (!isPlainObject(value)) return undefined;
    const values = convertAll(Object.values(value), element);
    // A Map has no prototype whose members could be taken for entries.
    return values && new Map(Object.keys(value).map((key, index) => [key, values[index]]));
  };
}

function convertAll(values: readonly unknown[], convert: ParameterConverter): unknown[] | undefined {
  if (values.length > MOST_ELEMENTS) return undefined;
  const converted: unknown[] = [];
  for (const value of values) {
    const one = convert(value);
    if (one === undefined) return undefined;
    converted.push(one);
  }
  return converted;
}

function convertJson(value: unknown, depth: number): unknown {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (depth === 0) return undefined;
  const inner: ParameterConverter = (element) => convertJson(element, depth - 1);
  return Array.isArray(value) ? convertAll(value, inner) : mapConverter(inner)(value);
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
