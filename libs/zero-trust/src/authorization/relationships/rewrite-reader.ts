import type { RelationDefinition, Rewrite, TypeDefinitions, TypeRestriction } from './authorization-model.js';
import type { ModelProblem } from './model-error.js';
import type { ModelSource } from './model-source.js';
import type { ModelJson, RestrictionJson, RewriteJson, TypeJson } from './openfga-model-json.js';

/** Turns the JSON form of a model into typed rewrites, noting each construct that is not supported. */
export class RewriteReader {
  /** Everything that was refused, in the order of the model. */
  readonly problems: ModelProblem[] = [];

  constructor(private readonly source: ModelSource) {}

  readTypes(json: ModelJson): TypeDefinitions {
    const types = json.type_definitions ?? [];
    return new Map(types.map((definition) => [definition.type, this.readRelations(definition)]));
  }

  private readRelations(definition: TypeJson): ReadonlyMap<string, RelationDefinition> {
    const relations = new Map<string, RelationDefinition>();
    for (const [name, json] of Object.entries(definition.relations ?? {})) {
      const restrictions = definition.metadata?.relations?.[name]?.directly_related_user_types ?? [];
      const reading = new RelationReading({ type: definition.type, name, restrictions });
      relations.set(name, { type: definition.type, name, rewrite: reading.read(json) });
      this.note(reading);
    }
    return relations;
  }

  private note({ place: { type, name }, unsupported }: RelationReading): void {
    for (const construct of unsupported) {
      const message = `relation "${name}" of type "${type}": ${construct} not supported yet; define the relation without it`;
      this.problems.push({ message, ...this.source.locate(type, name) });
    }
  }
}

interface RelationPlace {
  readonly type: string;
  readonly name: string;
  readonly restrictions: readonly RestrictionJson[];
}

class RelationReading {
  readonly unsupported: string[] = [];

  constructor(readonly place: RelationPlace) {}

  read(json: RewriteJson): Rewrite {
    if (json.this) return { kind: 'direct', restrictions: this.readRestrictions() };
    if (json.computedUserset) return { kind: 'computed', relation: json.computedUserset.relation ?? '' };
    if (json.union) return { kind: 'union', children: json.union.child.map((child) => this.read(child)) };
    if (json.tupleToUserset) return readTupleToUserset(json.tupleToUserset);
    return this.refuse(json);
  }

  private readRestrictions(): readonly TypeRestriction[] {
    return this.place.restrictions.map(({ type, relation, wildcard, condition }) => {
      if (wildcard) this.unsupported.push(`the wildcard [${type}:*] is`);
      if (condition !== undefined) this.unsupported.push(`the condition "with ${condition}" is`);
      return relation === undefined ? { type } : { type, relation };
    });
  }

  private refuse(json: RewriteJson): Rewrite {
    this.unsupported.push(nameOf(json));
    return { kind: 'union', children: [] };
  }
}

function readTupleToUserset(json: NonNullable<RewriteJson['tupleToUserset']>): Rewrite {
  const tupleset = json.tupleset.relation ?? '';
  return { kind: 'tuple_to_userset', tupleset, computed: json.computedUserset.relation ?? '' };
}

function nameOf(json: RewriteJson): string {
  if (json.intersection) return 'the intersection ("and") is';
  if (json.difference) return 'the exclusion ("but not") is';
  return `the construct "${Object.keys(json).join(', ')}" is`;
}
