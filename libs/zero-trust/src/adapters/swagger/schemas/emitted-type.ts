import type { Constructor } from '../../../kernel/route-declaration.js';
import type { Schema } from '../open-api.js';

const SCHEMAS: ReadonlyMap<unknown, Schema> = new Map<unknown, Schema>([
  [String, { type: 'string' }],
  [Number, { type: 'number' }],
  [Boolean, { type: 'boolean' }],
  [Date, { type: 'string', format: 'date-time' }],
  [Array, { type: 'array' }],
  [Set, { type: 'array' }],
]);

/** What the compiler emitted of a decorated property's type; nothing of one without a decorator, or of a union. */
export function emittedType(type: Constructor, property: string): Schema {
  return SCHEMAS.get(Reflect.getMetadata('design:type', type.prototype as object, property)) ?? {};
}
