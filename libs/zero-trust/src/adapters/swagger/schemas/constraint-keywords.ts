import type { Schema } from '../open-api.js';

type Keywords = (first: unknown, second: unknown) => Schema;

/** Flags that a pattern of JSON Schema cannot have although they change what it matches. */
const FOREIGN_FLAGS = /[ims]/;

/** JSON Schema of class-validator's constraints, by their names. */
const KEYWORDS: Readonly<Record<string, Keywords>> = {
  isBoolean: () => ({ type: 'boolean' }),
  isNumber: () => ({ type: 'number' }),
  isInt: () => ({ type: 'integer' }),
  isObject: () => ({ type: 'object' }),
  isNotEmptyObject: () => ({ type: 'object', minProperties: 1 }),
  isArray: () => ({ type: 'array' }),
  isDate: () => ({ type: 'string', format: 'date-time' }),

  min: (minimum) => ({ type: 'number', minimum }),
  max: (maximum) => ({ type: 'number', maximum }),
  isPositive: () => ({ type: 'number', exclusiveMinimum: 0 }),
  isNegative: () => ({ type: 'number', exclusiveMaximum: 0 }),
  isDivisibleBy: (multipleOf) => ({ type: 'number', multipleOf }),

  minLength: (minLength) => ({ type: 'string', minLength }),
  maxLength: (maxLength) => ({ type: 'string', maxLength }),
  isLength: (minLength, maxLength) => ({
    type: 'string',
    minLength,
    ...(maxLength !== undefined && { maxLength }),
  }),
  matches: (pattern) => ({ type: 'string', ...patternOf(pattern) }),
  isEmail: () => ({ type: 'string', format: 'email' }),
  isUuid: () => ({ type: 'string', format: 'uuid' }),
  isFqdn: () => ({ type: 'string', format: 'hostname' }),
  isIp: (version) => ({ type: 'string', ...IP_FORMATS[String(version)] }),
  isRFC3339: () => ({ type: 'string', format: 'date-time' }),

  equals: (value) => ({ const: value }),
  isIn: (values) => ({ enum: values }),
  isEnum: (_entity, values) => ({ enum: values }),

  arrayMinSize: (minItems) => ({ type: 'array', minItems }),
  arrayMaxSize: (maxItems) => ({ type: 'array', maxItems }),
  arrayNotEmpty: () => ({ type: 'array', minItems: 1 }),
  arrayUnique: () => ({ type: 'array', uniqueItems: true }),
};

/** Constraints that only a text satisfies, and of which a schema can say no more. */
const TEXTS: ReadonlySet<string> = new Set([
  'contains', 'isAlpha', 'isAlphanumeric', 'isAscii', 'isBase32', 'isBase64', 'isBooleanString', 'isByteLength', 'isDateString',
  'isDecimal', 'isHash', 'isHexadecimal', 'isHexColor', 'isIBAN', 'isISO31661Alpha2', 'isISO31661Alpha3', 'isISO4217CurrencyCode',
  'isIso8601', 'isJson', 'isJwt', 'isLocale', 'isLowercase', 'isMimeType', 'isMobilePhone', 'isMongoId', 'isNumberString',
  'isPhoneNumber', 'isSemVer', 'isString', 'isStrongPassword', 'isTimeZone', 'isUppercase', 'isUrl',
]); // prettier-ignore

const IP_FORMATS: Readonly<Record<string, Schema>> = { '4': { format: 'ipv4' }, '6': { format: 'ipv6' } };

/** What a constraint says in JSON Schema; nothing for what a schema has no words for. */
export function constraintKeywords(name: string, constraints: readonly unknown[]): Schema {
  if (TEXTS.has(name)) return { type: 'string' };
  const keywords = Object.hasOwn(KEYWORDS, name) ? KEYWORDS[name] : undefined;
  return keywords === undefined ? {} : keywords(constraints[0], constraints[1]);
}

function patternOf(pattern: unknown): Schema {
  if (typeof pattern === 'string') return { pattern };
  if (!(pattern instanceof RegExp) || FOREIGN_FLAGS.test(pattern.flags)) return {};
  return { pattern: pattern.source };
}
