import { formatParameterType, type ParameterType, type ScalarType } from '../../cel/parameter-type.js';
import type { Condition } from '../conditions/condition.js';
import {
  formatRestriction,
  type AuthorizationModel,
  type RelationDefinition,
  type TypeRestriction,
} from '../model/authorization-model.js';
import { restrictionsOf } from '../model/rewrite-parts.js';

/** How the generated type is called. */
export interface GenerateTypesOptions {
  /** @defaultValue `'Model'` */
  readonly name?: string;
}

/** Writes a model as the TypeScript type that `Relationships<Model>` takes. */
export function generateRelationshipTypes(
  model: AuthorizationModel,
  { name = 'Model' }: GenerateTypesOptions = {},
): string {
  const types = model.types.map((type) => typeLines(model, type).join('\n'));
  const body = types.join('\n');
  const helpers = ['Conditioned', 'Derived', 'Direct'].filter((helper) =>
    new RegExp(`\\b${helper}\\b`).test(body),
  );
  return [
    '// Written by `relationships types`. Run it again when the model changes.',
    ...(helpers.length === 0 ? [] : [`import type { ${helpers.join(', ')} } from 'nestjs-zero-trust';`]),
    '',
    '/** The relationship model as a type: who may be written for which relation. */',
    `export type ${name} = {`,
    body,
    '};',
    '',
  ].join('\n');
}

function typeLines(model: AuthorizationModel, type: string): readonly string[] {
  const relations = [...model.relations()].filter((relation) => relation.type === type);
  if (relations.length === 0) return [`  readonly ${key(type)}: Readonly<Record<never, never>>;`];
  return [
    `  readonly ${key(type)}: {`,
    ...relations.map((relation) => `    readonly ${key(relation.name)}: ${grantees(model, relation)};`),
    '  };',
  ];
}

function grantees(model: AuthorizationModel, { rewrite }: RelationDefinition): string {
  const direct = [...new Set(restrictionsOf(rewrite).map((restriction) => grantee(model, restriction)))];
  return direct.length === 0 ? 'Derived' : direct.join(' | ');
}

function grantee(model: AuthorizationModel, restriction: TypeRestriction): string {
  const subject = subjectType(restriction);
  const condition =
    restriction.condition === undefined ? undefined : model.conditions.get(restriction.condition);
  if (condition === undefined) return `Direct<${subject}>`;
  return `Conditioned<${subject}, ${text(condition.name)}, ${parameters(condition)}>`;
}

/** `user:${string}`, `"user:*"`, `organization:${string}#member`. */
function subjectType(restriction: TypeRestriction): string {
  if (restriction.wildcard === true) return text(formatRestriction(restriction));
  const userset = restriction.relation === undefined ? '' : `#${restriction.relation}`;
  return `\`${escape(restriction.type)}:\${string}${escape(userset)}\``;
}

function parameters({ parameters: declared }: Condition): string {
  const members = [...declared].map(
    ([name, type]) => `/** ${formatParameterType(type)} */ readonly ${key(name)}: ${valueType(type)}`,
  );
  return `{ ${members.join('; ')} }`;
}

/** What JSON holds for a single value of each type. */
const VALUE_TYPES: Readonly<Record<ScalarType, string>> = {
  any: 'unknown',
  bool: 'boolean',
  double: 'number',
  duration: 'string',
  int: 'number | string',
  ipaddress: 'string',
  string: 'string',
  timestamp: 'string',
  uint: 'number | string',
};

function valueType(type: ParameterType): string {
  if (!('element' in type)) return VALUE_TYPES[type.kind];
  const element = valueType(type.element);
  return type.kind === 'list' ? `readonly (${element})[]` : `Readonly<Record<string, ${element}>>`;
}

/** A property's name; quoted unless it is a plain one. */
function key(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : text(name);
}

function text(value: string): string {
  return JSON.stringify(value);
}

/** A part of a template literal. */
function escape(value: string): string {
  return value.replaceAll(/[\\`$]/g, String.raw`\$&`);
}
