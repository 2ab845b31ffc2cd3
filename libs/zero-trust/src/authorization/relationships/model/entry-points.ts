import type { RelationDefinition, Rewrite, TypeDefinitions } from './authorization-model.js';
import { rewriteParts } from './rewrite-parts.js';

/** The relations that somebody can have at all. The others are defined in a circle that no tuple enters. */
export function findEntryPoints(definitions: TypeDefinitions): ReadonlySet<RelationDefinition> {
  const entered = new Set<RelationDefinition>();
  const relations = [...definitions.values()].flatMap((types) => [...types.values()]);
  const dependents = findDependents(definitions, relations);
  // Each relation is looked at again only when one that it depends on was entered.
  const pending = [...relations];
  for (let relation = pending.pop(); relation !== undefined; relation = pending.pop()) {
    if (entered.has(relation) || !isEntered(relation.rewrite, { relation, definitions, entered })) continue;
    entered.add(relation);
    pending.push(...(dependents.get(relation) ?? []));
  }
  return entered;
}

/** The relations that are computed from themselves by relations of the same object, over however many steps. */
export function findCycles(definitions: TypeDefinitions): ReadonlySet<RelationDefinition> {
  const cyclic = new Set<RelationDefinition>();
  for (const relations of definitions.values()) {
    for (const relation of relations.values()) {
      const reached = new Set(computedOf(relation.rewrite));
      // A set visits what is added while it is walked, so this is the whole closure.
      for (const name of reached) {
        const next = relations.get(name);
        if (next) for (const source of computedOf(next.rewrite)) reached.add(source);
      }
      if (reached.has(relation.name)) cyclic.add(relation);
    }
  }
  return cyclic;
}

interface EntrySearch {
  readonly relation: RelationDefinition;
  readonly definitions: TypeDefinitions;
  readonly entered: ReadonlySet<RelationDefinition>;
}

function isEntered(rewrite: Rewrite, search: EntrySearch): boolean {
  switch (rewrite.kind) {
    case 'direct':
      return rewrite.restrictions.some(
        ({ type, relation }) => relation === undefined || has(search, type, relation),
      );
    case 'computed':
      return has(search, search.relation.type, rewrite.relation);
    case 'tuple_to_userset':
      return parentTypes(rewrite.tupleset, search).some((type) => has(search, type, rewrite.computed));
    case 'union':
      return rewrite.children.some((child) => isEntered(child, search));
    case 'intersection':
      return rewrite.children.every((child) => isEntered(child, search));
    case 'difference':
      return isEntered(rewrite.base, search) && isEntered(rewrite.subtract, search);
    default:
      return unreachable(rewrite);
  }
}

function has({ definitions, entered }: EntrySearch, type: string, relation: string): boolean {
  const definition = definitions.get(type)?.get(relation);
  return definition !== undefined && entered.has(definition);
}

type Definitions = Pick<EntrySearch, 'relation' | 'definitions'>;

function parentTypes(tupleset: string, { relation, definitions }: Definitions): readonly string[] {
  const rewrite = definitions.get(relation.type)?.get(tupleset)?.rewrite;
  return rewrite?.kind === 'direct' ? rewrite.restrictions.map(({ type }) => type) : [];
}

function findDependents(
  definitions: TypeDefinitions,
  relations: readonly RelationDefinition[],
): ReadonlyMap<RelationDefinition, ReadonlySet<RelationDefinition>> {
  const dependents = new Map<RelationDefinition, Set<RelationDefinition>>();
  for (const relation of relations) {
    for (const [type, name] of sourcesOf(relation.rewrite, { relation, definitions })) {
      const source = definitions.get(type)?.get(name);
      if (source === undefined) continue;
      const known = dependents.get(source) ?? new Set();
      dependents.set(source, known.add(relation));
    }
  }
  return dependents;
}

type RelationName = readonly [type: string, relation: string];

function sourcesOf(rewrite: Rewrite, place: Definitions): readonly RelationName[] {
  return rewriteParts(rewrite).flatMap((part): readonly RelationName[] => {
    if (part.kind === 'computed') return [[place.relation.type, part.relation]];
    if (part.kind === 'tuple_to_userset') {
      return parentTypes(part.tupleset, place).map((type) => [type, part.computed]);
    }
    if (part.kind !== 'direct') return [];
    return part.restrictions.flatMap(({ type, relation }) =>
      relation === undefined ? [] : [[type, relation]],
    );
  });
}

function computedOf(rewrite: Rewrite): readonly string[] {
  return rewriteParts(rewrite).flatMap((part) => (part.kind === 'computed' ? part.relation : []));
}

function unreachable(rewrite: never): never {
  throw new RangeError(`No rule for the rewrite ${JSON.stringify(rewrite)}`);
}
