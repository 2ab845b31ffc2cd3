import { quote } from '../relationship-error.js';
import {
  describeRestriction,
  formatRestriction,
  type RelationDefinition,
  type Rewrite,
  type TupleToUsersetRewrite,
  type TypeDefinitions,
  type TypeRestriction,
} from './authorization-model.js';
import { rewriteParts } from './rewrite-parts.js';
import {
  computedName,
  followedName,
  restrictedName,
  tuplesetName,
  type WrittenName,
} from './written-name.js';

/** One thing that is wrong with a relation. */
export interface RelationProblem {
  /** The end of a sentence that begins with the relation. */
  readonly message: string;
  /** What it is about, where that is a part of the definition. */
  readonly name?: WrittenName;
}

/** Judges what relations refer to, by the rules of OpenFGA. */
export class RelationValidator {
  readonly #tuplesets: ReadonlySet<string>;

  constructor(
    private readonly definitions: TypeDefinitions,
    private readonly conditions: ReadonlySet<string>,
  ) {
    this.#tuplesets = new Set(
      allRelations(definitions).flatMap(({ type, rewrite }) => tuplesetsOf(type, rewrite)),
    );
  }

  /** What is wrong with the relation. */
  problemsOf({ type, name, rewrite }: RelationDefinition): readonly RelationProblem[] {
    return rewriteParts(rewrite).flatMap((part) => {
      if (part.kind === 'direct') return this.#directProblems(part.restrictions, { type, name });
      if (part.kind === 'tuple_to_userset') return this.#tuplesetProblems(part, type);
      if (part.kind !== 'computed' || this.#has(type, part.relation)) return [];
      const message = `refers to ${quote(part.relation)}, which is no relation of its type`;
      return [{ message, name: computedName(part.relation) }];
    });
  }

  #directProblems(restrictions: readonly TypeRestriction[], place: RelationName): readonly RelationProblem[] {
    if (restrictions.length === 0)
      return [{ message: 'has no type restrictions; name the types that it may be given to' }];
    const isTupleset = this.#tuplesets.has(`${place.type}#${place.name}`);
    return restrictions.flatMap((restriction) => {
      const problem = this.#restrictionProblem(restriction, isTupleset);
      return problem === undefined
        ? []
        : [
            {
              ...problem,
              message: `has the type restriction [${describeRestriction(restriction)}]: ${problem.message}`,
            },
          ];
    });
  }

  #restrictionProblem(restriction: TypeRestriction, isTupleset: boolean): RelationProblem | undefined {
    const { type, relation, wildcard, condition } = restriction;
    const name = restrictedName(formatRestriction(restriction));
    if (!this.definitions.has(type)) return { message: `there is no type ${quote(type)}`, name };
    if (relation !== undefined && !this.#has(type, relation))
      return { message: `type "${type}" has no relation ${quote(relation)}`, name };
    if (isTupleset && (relation !== undefined || wildcard === true)) {
      return {
        message: 'a relation that another one follows with "from" can be given to objects only',
        name,
      };
    }
    if (condition !== undefined && !this.conditions.has(condition))
      return { message: `there is no condition ${quote(condition)}`, name: restrictedName(condition) };
    return undefined;
  }

  #tuplesetProblems({ tupleset, computed }: TupleToUsersetRewrite, type: string): readonly RelationProblem[] {
    const parent = this.definitions.get(type)?.get(tupleset);
    const name = tuplesetName(tupleset);
    if (parent === undefined)
      return [{ message: `follows ${quote(tupleset)}, which is no relation of its type`, name }];
    if (parent.rewrite.kind !== 'direct')
      return [{ message: `follows "${tupleset}", which is not given by tuples alone`, name }];
    if (parent.rewrite.restrictions.some((restriction) => this.#has(restriction.type, computed))) return [];
    const message = `follows "${tupleset}" to ${quote(computed)}, which is a relation of none of its types`;
    return [{ message, name: followedName(computed, tupleset) }];
  }

  #has(type: string, relation: string): boolean {
    return this.definitions.get(type)?.has(relation) ?? false;
  }
}

type RelationName = Pick<RelationDefinition, 'type' | 'name'>;

function allRelations(definitions: TypeDefinitions): readonly RelationDefinition[] {
  return [...definitions.values()].flatMap((relations) => [...relations.values()]);
}

function tuplesetsOf(type: string, rewrite: Rewrite): readonly string[] {
  return rewriteParts(rewrite).flatMap((part) =>
    part.kind === 'tuple_to_userset' ? [`${type}#${part.tupleset}`] : [],
  );
}
