import { createHash } from 'node:crypto';
import { Assignments } from '../../authorization/relationships/model/assignments.js';
import {
  type AuthorizationModel,
  type RelationDefinition,
  type Rewrite,
  type TypeRestriction,
} from '../../authorization/relationships/model/authorization-model.js';
import { schemaName, tupleRelation } from './schema-names.js';
import { translateCondition } from './translate-condition.js';

/** A model as SpiceDB takes it. */
export interface Schema {
  readonly text: string;
  /** Stands in the text as a comment and tells schemas apart. */
  readonly marker: string;
}

/**
 * Writes a model in SpiceDB's schema language. Each relation becomes a permission of its name, which is what is asked
 * for; its tuples are kept by a relation beside it.
 *
 * @throws {RelationshipError} `invalid_model` for a name that SpiceDB cannot take
 * @see https://authzed.com/docs/spicedb/concepts/schema
 */
export function translateSchema(model: AuthorizationModel): Schema {
  const caveats = [...model.conditions.values()].map(translateCondition);
  const assignments = new Assignments(model);
  const [first = '', ...others] = model.types.map((type) => translateType(model, { type, assignments }));
  const hash = createHash('sha256')
    .update([...caveats, first, ...others].join('\n'))
    .digest('hex');
  const marker = `nestjs-zero-trust ${hash}`;
  return { marker, text: [...caveats, `/** ${marker} */\n${first}`, ...others].join('\n\n') };
}

interface TypePlace {
  readonly type: string;
  readonly assignments: Assignments;
}

function translateType(model: AuthorizationModel, { type, assignments }: TypePlace): string {
  const relations = [...model.relations()].filter((relation) => relation.type === type);
  const lines = relations.flatMap((relation) => [
    ...tupleLine(relation, assignments.of({ type, relation: relation.name })),
    `  permission ${schemaName(relation.name)} = ${translateRewrite(relation.rewrite, relation)}`,
  ]);
  return [`definition ${schemaName(type)} {`, ...lines, '}'].join('\n');
}

function tupleLine(
  { name }: RelationDefinition,
  restrictions: readonly TypeRestriction[],
): readonly string[] {
  if (restrictions.length === 0) return [];
  const kinds = new Set(restrictions.map(translateRestriction));
  return [`  relation ${tupleRelation(name)}: ${[...kinds].join(' | ')}`];
}

function translateRestriction({ type, relation, wildcard, condition }: TypeRestriction): string {
  const caveat = condition === undefined ? '' : ` with ${schemaName(condition)}`;
  if (wildcard === true) return `${schemaName(type)}:*${caveat}`;
  return relation === undefined
    ? `${schemaName(type)}${caveat}`
    : `${schemaName(type)}#${schemaName(relation)}${caveat}`;
}

function translateRewrite(rewrite: Rewrite, relation: RelationDefinition): string {
  const operand = (child: Rewrite): string => translateRewrite(child, relation);
  switch (rewrite.kind) {
    case 'direct':
      return rewrite.restrictions.length === 0 ? 'nil' : tupleRelation(relation.name);
    case 'computed':
      return schemaName(rewrite.relation);
    case 'tuple_to_userset':
      return `${tupleRelation(rewrite.tupleset)}->${schemaName(rewrite.computed)}`;
    case 'union':
      return `(${rewrite.children.map(operand).join(' + ')})`;
    case 'intersection':
      return `(${rewrite.children.map(operand).join(' & ')})`;
    case 'difference':
      return `(${operand(rewrite.base)} - ${operand(rewrite.subtract)})`;
    default:
      return rewrite satisfies never;
  }
}
