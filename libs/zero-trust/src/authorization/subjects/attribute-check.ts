import type { AttributeValue } from '../../kernel/attribute-value.js';
import type { MappedClaim } from './claims-mapping.js';

type Check = (value: unknown) => value is AttributeValue;

const isText: Check = (value): value is string => typeof value === 'string' && value !== '';
const isNumber: Check = (value): value is number => typeof value === 'number' && Number.isFinite(value);

const CHECKS: Readonly<Record<MappedClaim['type'], Check>> = {
  string: isText,
  number: isNumber,
  integer: (value): value is number => Number.isSafeInteger(value),
  boolean: (value): value is boolean => typeof value === 'boolean',
  'string[]': (value): value is string[] => isListOf(isText, value),
  'number[]': (value): value is number[] => isListOf(isNumber, value),
};

const IN_WORDS: Readonly<Record<MappedClaim['type'], string>> = {
  string: 'a text of at least one character',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  'string[]': 'a list of texts of at least one character',
  'number[]': 'a list of numbers',
};

/** What is wrong with a value, in words and without the value; `undefined` if nothing is. */
export function faultOfAttribute(
  name: string,
  type: MappedClaim['type'],
  value: unknown,
): string | undefined {
  return CHECKS[type](value) ? undefined : `${name} is not ${IN_WORDS[type]}`;
}

/** Whether a value may be an attribute at all. */
export function isAttributeValue(value: unknown): value is AttributeValue {
  return Object.values(CHECKS).some((check) => check(value));
}

/** `every` passes over holes. */
function isListOf(check: Check, value: unknown): boolean {
  return Array.isArray(value) && Array.from(value as unknown[]).every((item) => check(item));
}
