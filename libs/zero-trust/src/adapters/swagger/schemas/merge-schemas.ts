import type { Schema } from '../open-api.js';

/** Keywords that say of what kind a value is; those of two sources do not mix. */
const SHAPE = ['$ref', 'allOf', 'anyOf', 'oneOf', 'type', 'items', 'enum', 'const'];

/**
 * What the decorators enforce, with what the application says of the same class (`@ApiProperty`, the plugin of
 * `@nestjs/swagger`) added: words, examples, and types where the decorators leave them open. What is enforced is never
 * overruled.
 */
export function mergeSchemas(enforced: Schema, stated: Schema, direction: 'sent' | 'returned'): Schema {
  const properties = propertiesOf(enforced);
  const statedProperties = propertiesOf(stated);
  const merged = Object.entries(properties).map(([name, schema]) => {
    const own = statedProperties[name];
    return [name, own === undefined ? schema : mergeProperty(schema, own, direction)] as const;
  });
  const { properties: _properties, required: _required, type: _type, ...words } = stated;
  const required = direction === 'sent' ? enforced['required'] : alwaysThere(stated['required'], properties);
  return {
    ...words,
    ...enforced,
    properties: Object.fromEntries(merged),
    ...(Array.isArray(required) && required.length > 0 && { required }),
  };
}

function mergeProperty(enforced: Schema, stated: Schema, direction: 'sent' | 'returned'): Schema {
  const hasShape = SHAPE.some((keyword) => keyword in enforced);
  // Of an answer nothing but its properties and their classes is enforced: other types are what the application says.
  const isOpen = direction === 'returned' && !holdsReference(enforced);
  const statesShape = isOpen && SHAPE.some((keyword) => keyword in stated);
  if (!hasShape || statesShape) return { ...without(enforced, SHAPE), ...stated };
  return { ...without(stated, SHAPE), ...enforced };
}

function holdsReference({ $ref, items }: Schema): boolean {
  return $ref !== undefined || (items as Schema | undefined)?.['$ref'] !== undefined;
}

/** What not every caller sees is not always there. */
function alwaysThere(required: unknown, properties: Readonly<Record<string, Schema>>): readonly string[] {
  const names = Array.isArray(required) ? (required as readonly string[]) : [];
  return names.filter((name) => properties[name] !== undefined && !('x-visible-to' in properties[name]));
}

function propertiesOf({ properties }: Schema): Readonly<Record<string, Schema>> {
  return (properties ?? {}) as Readonly<Record<string, Schema>>;
}

function without(schema: Schema, keywords: readonly string[]): Schema {
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => !keywords.includes(keyword)));
}
