import type { Constructor } from '../../../kernel/route-declaration.js';
import type { FieldFact } from '../../../kernel/route-facts.js';
import type { Schema } from '../open-api.js';
import { emittedType } from './emitted-type.js';
import type { ClassSchemaContext } from './validated-class.js';

/** A class of answers: the properties that leave, and who sees those that are not for everybody. */
export function returnedClass(
  type: Constructor,
  { fields, refTo, represents }: ClassSchemaContext & { readonly represents: string | undefined },
): Schema {
  const properties = fields.map((field) => [field.name, returnedProperty(type, field, refTo)] as const);
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(represents !== undefined && { 'x-represents': represents }),
  };
}

function returnedProperty(
  type: Constructor,
  { name, nested, visibleTo }: FieldFact,
  refTo: ClassSchemaContext['refTo'],
): Schema {
  const emitted = emittedType(type, name);
  const reference = nested === undefined ? undefined : refTo(nested);
  const schema =
    emitted['type'] === 'array' ? { ...emitted, items: reference ?? {} } : (reference ?? emitted);
  return visibleTo.length === 0 ? schema : { ...schema, 'x-visible-to': visibleTo };
}
