import type { Constructor } from '../../../kernel/route-declaration.js';
import type { FieldFact } from '../../../kernel/route-facts.js';
import type { Schema } from '../open-api.js';
import { constraintKeywords } from './constraint-keywords.js';
import { emittedType } from './emitted-type.js';
import { propertyRules, type PropertyConstraint, type PropertyRules } from './property-rules.js';

/** What the schema of a class depends on, beside its decorators. */
export interface ClassSchemaContext {
  readonly fields: readonly FieldFact[];
  /** The schema of a nested class, by reference. */
  readonly refTo: (type: Constructor) => Schema;
}

/** A class of payloads: exactly what validation lets pass, as far as a schema can say it. */
export function validatedClass(type: Constructor, { fields, refTo }: ClassSchemaContext): Schema {
  const rules = [...propertyRules(type)];
  const properties = rules.map(([name, rule]) => {
    const field = fields.find((candidate) => candidate.name === name);
    const schema = validatedProperty(emittedType(type, name), { rule, nested: field?.nested, refTo });
    return [name, withWriters(schema, field)] as const;
  });
  const required = rules.filter(([, { mayBeAbsent }]) => !mayBeAbsent).map(([name]) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}

interface PropertyContext {
  readonly rule: PropertyRules;
  readonly nested: Constructor | undefined;
  readonly refTo: (type: Constructor) => Schema;
}

function validatedProperty(emitted: Schema, { rule, nested, refTo }: PropertyContext): Schema {
  const whole = keywordsOf(rule.constraints.filter(({ each }) => !each));
  const ofItems = keywordsOf(rule.constraints.filter(({ each }) => each));
  const isList = rule.nested === 'each' || whole['type'] === 'array' || Object.keys(ofItems).length > 0;
  const reference = nested === undefined || rule.nested === undefined ? undefined : refTo(nested);
  const schema = isList
    ? { ...whole, type: 'array', items: reference ?? ofItems }
    : (reference ?? { ...typeOf(emitted, whole), ...whole });
  return rule.mayBeNull ? nullable(schema) : schema;
}

/** Rules may be satisfied by a text where the compiler has seen a list; what they demand decides. */
function typeOf(emitted: Schema, whole: Schema): Schema {
  const saysType = ['type', 'enum', 'const'].some((keyword) => keyword in whole);
  return saysType ? {} : emitted;
}

function keywordsOf(constraints: readonly PropertyConstraint[]): Schema {
  const all = constraints.map(({ name, constraints: values }) => constraintKeywords(name, values));
  const merged = all.reduce<Schema>((known, keywords) => ({ ...known, ...narrower(known, keywords) }), {});
  const isFilled = merged['type'] === 'string' && constraints.some(({ name }) => name === 'isNotEmpty');
  return isFilled ? { minLength: 1, ...merged } : merged;
}

/** An integer stays one beside what every number has; a second pattern, which cannot stand beside the first, is left out. */
function narrower(known: Schema, keywords: Schema): Schema {
  const isInteger = known['type'] === 'integer' && keywords['type'] === 'number';
  const pattern = known['pattern'] ?? keywords['pattern'];
  return {
    ...keywords,
    ...(isInteger && { type: 'integer' }),
    ...(pattern !== undefined && { pattern }),
  };
}

/** The same, or null. */
export function nullable(schema: Schema): Schema {
  const { type, enum: values } = schema;
  if (typeof type !== 'string') return '$ref' in schema ? { anyOf: [schema, { type: 'null' }] } : schema;
  return { ...schema, type: [type, 'null'], ...(Array.isArray(values) && { enum: [...values, null] }) };
}

function withWriters(schema: Schema, field: FieldFact | undefined): Schema {
  const writers = field?.writableBy ?? [];
  return writers.length === 0 ? schema : { ...schema, 'x-writable-by': writers };
}
