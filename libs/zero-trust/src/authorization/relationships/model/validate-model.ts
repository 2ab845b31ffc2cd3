import { isRelationName, isTypeName } from '../names.js';
import { quote } from '../relationship-error.js';
import type { TypeDefinitions } from './authorization-model.js';
import { findCycles, findEntryPoints } from './entry-points.js';
import { MODEL_LIMITS } from './model-limits.js';
import type { ReadingContext, WrittenModel, WrittenType } from './read-model.js';
import { RelationValidator } from './validate-relation.js';

const VERSIONS: ReadonlySet<string> = new Set(['1.1', '1.2']);
const RESERVED: ReadonlySet<string> = new Set(['self', 'this', '__proto__']);

/** Notes whatever makes a model meaningless, by the rules of OpenFGA, and gives its types by name. */
export function validateModel(model: WrittenModel, context: ReadingContext): TypeDefinitions {
  assertSizes(model, context);
  if (!VERSIONS.has(model.schemaVersion)) {
    context.problems.add(
      `schema version ${quote(model.schemaVersion)} is not supported; write schema 1.1 or 1.2`,
    );
  }
  for (const type of model.types) assertNames(type, context);
  const definitions = collectTypes(model, context);
  if (context.problems.isEmpty) validateRelations(model, { definitions, context });
  // What is missing makes relations look as if nobody could ever have them.
  if (context.problems.isEmpty) validateReach(definitions, context);
  return definitions;
}

function assertSizes({ types, conditions }: WrittenModel, { problems, source }: ReadingContext): void {
  const relations = types.flatMap((type) => type.relations);
  const counts = { types: types.length, relations: relations.length, conditions: conditions.length };
  const extraRelation = relations[MODEL_LIMITS.relations];
  const firstTooMany = {
    types: source.locateType(types[MODEL_LIMITS.types]?.name ?? ''),
    relations: extraRelation && source.locate(extraRelation.type, extraRelation.name),
    conditions: source.locateCondition(conditions[MODEL_LIMITS.conditions]?.name ?? ''),
  };
  for (const kind of ['types', 'relations', 'conditions'] as const) {
    const [count, limit] = [counts[kind], MODEL_LIMITS[kind]];
    if (count <= limit) continue;
    problems.add(`the model has ${count} ${kind}; it may have at most ${limit}`, firstTooMany[kind]);
  }
  if (types.length === 0) problems.add('the model has no types; define one with "type"');
}

function assertNames({ name, relations }: WrittenType, { problems, source }: ReadingContext): void {
  if (!isTypeName(name) || RESERVED.has(name)) {
    problems.add(`${quote(name)} cannot be the name of a type`, source.locateType(name));
  }
  for (const relation of relations) {
    if (isRelationName(relation.name) && !RESERVED.has(relation.name)) continue;
    const message = `${quote(relation.name)} cannot be the name of a relation of type "${name}"`;
    problems.add(message, source.locate(name, relation.name));
  }
}

function collectTypes({ types }: WrittenModel, { problems, source }: ReadingContext): TypeDefinitions {
  const definitions = new Map<string, TypeDefinitions extends ReadonlyMap<string, infer R> ? R : never>();
  for (const { name, relations } of types) {
    if (definitions.has(name)) problems.add(`type "${name}" is defined twice`, source.locateType(name));
    definitions.set(name, new Map(relations.map((relation) => [relation.name, relation])));
  }
  return definitions;
}

function validateRelations(
  { types, conditions }: WrittenModel,
  { definitions, context }: { readonly definitions: TypeDefinitions; readonly context: ReadingContext },
): void {
  const names = new Set(conditions.map(({ name }) => name));
  const validator = new RelationValidator(definitions, names);
  for (const relation of types.flatMap(({ relations }) => relations)) {
    for (const { message, name } of validator.problemsOf(relation)) {
      const place = context.problems.isFull
        ? undefined
        : context.source.locate(relation.type, relation.name, name);
      context.problems.add(`relation "${relation.name}" of type "${relation.type}" ${message}`, place);
    }
  }
}

function validateReach(definitions: TypeDefinitions, { problems, source }: ReadingContext): void {
  const entered = findEntryPoints(definitions);
  const cyclic = findCycles(definitions);
  for (const relations of definitions.values()) {
    for (const relation of relations.values()) {
      const { type, name } = relation;
      const said = `relation "${name}" of type "${type}"`;
      if (cyclic.has(relation)) problems.add(`${said} is defined by itself`, source.locate(type, name));
      else if (!entered.has(relation))
        problems.add(`${said} can never hold for anyone`, source.locate(type, name));
    }
  }
}
