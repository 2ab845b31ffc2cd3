import type { Condition } from '../conditions/condition.js';
import { quote, RelationshipError } from '../relationship-error.js';

/** A kind of subject that may be written directly, as one entry of `[user, user:*, organization#member with in_hours]`. */
export interface TypeRestriction {
  readonly type: string;
  /** The userset of that relation; never together with `wildcard`. */
  readonly relation?: string;
  /** Everyone of the type. */
  readonly wildcard?: true;
  /** The condition that the tuple must carry; without one it must carry none. */
  readonly condition?: string;
}

/** `[user, organization#member]`: by a tuple. */
export interface DirectRewrite {
  readonly kind: 'direct';
  readonly restrictions: readonly TypeRestriction[];
}

/** `editor`: whoever has that other relation on the same object. */
export interface ComputedRewrite {
  readonly kind: 'computed';
  readonly relation: string;
}

/** `member from organization`: whoever has `computed` on an object that `tupleset` names. */
export interface TupleToUsersetRewrite {
  readonly kind: 'tuple_to_userset';
  readonly tupleset: string;
  readonly computed: string;
}

/** `a or b`: by any of the children. */
export interface UnionRewrite {
  readonly kind: 'union';
  readonly children: readonly Rewrite[];
}

/** `a and b`: by all of the children together. */
export interface IntersectionRewrite {
  readonly kind: 'intersection';
  readonly children: readonly Rewrite[];
}

/** `a but not b`: by `base`, except for whom `subtract` holds. */
export interface DifferenceRewrite {
  readonly kind: 'difference';
  readonly base: Rewrite;
  readonly subtract: Rewrite;
}

/** How a relation comes to hold. Groups of two or more, nested at most as deep as the parser's limit. */
export type Rewrite =
  | DirectRewrite
  | ComputedRewrite
  | TupleToUsersetRewrite
  | UnionRewrite
  | IntersectionRewrite
  | DifferenceRewrite;

/** One `define` of a model. */
export interface RelationDefinition {
  readonly type: string;
  readonly name: string;
  readonly rewrite: Rewrite;
}

/** The types of a model, each with its relations by name. */
export type TypeDefinitions = ReadonlyMap<string, ReadonlyMap<string, RelationDefinition>>;

/** The kind of subject as it is written in a model, without the condition: `user`, `user:*`, `organization#member`. */
export function formatRestriction({
  type,
  relation,
  wildcard,
}: Pick<TypeRestriction, 'type' | 'relation' | 'wildcard'>): string {
  if (wildcard === true) return `${type}:*`;
  return relation === undefined ? type : `${type}#${relation}`;
}

/** The restriction in full, as it is written in a model: `user:* with in_hours`. */
export function describeRestriction(restriction: TypeRestriction): string {
  const kind = formatRestriction(restriction);
  return restriction.condition === undefined ? kind : `${kind} with ${restriction.condition}`;
}

/** A parsed and consistent authorization model. */
export class AuthorizationModel {
  constructor(
    /** SHA-256 over the model's meaning, in hex: comments and spacing do not change it. */
    readonly id: string,
    private readonly definitions: TypeDefinitions,
    /** The conditions of the model by name, ready to be evaluated. */
    readonly conditions: ReadonlyMap<string, Condition> = new Map(),
  ) {}

  /** The names of the types, in the order of the model. */
  get types(): readonly string[] {
    return [...this.definitions.keys()];
  }

  /** Every relation of every type, in the order of the model. */
  *relations(): Generator<RelationDefinition> {
    for (const relations of this.definitions.values()) yield* relations.values();
  }

  hasType(type: string): boolean {
    return this.definitions.has(type);
  }

  hasRelation(type: string, relation: string): boolean {
    return this.definitions.get(type)?.has(relation) ?? false;
  }

  /** @throws {RelationshipError} `type_not_found`, with the types that there are */
  assertType(type: string): void {
    if (this.definitions.has(type)) return;
    const known = this.types.join(', ');
    throw new RelationshipError('type_not_found', `The model has no type ${quote(type)}; it has ${known}`);
  }

  /** @throws {RelationshipError} `type_not_found` or `relation_not_found`, with the relations that there are */
  relation(type: string, name: string): RelationDefinition {
    this.assertType(type);
    const relations = this.definitions.get(type);
    const definition = relations?.get(name);
    if (definition) return definition;
    const known = [...(relations?.keys() ?? [])].join(', ');
    throw new RelationshipError(
      'relation_not_found',
      `Type ${quote(type)} has no relation ${quote(name)}; it has ${known === '' ? 'none' : known}`,
    );
  }
}
