import { sql, type RawBuilder } from 'kysely';
import type {
  DifferenceRewrite,
  DirectRewrite,
  IntersectionRewrite,
  Rewrite,
  TupleToUsersetRewrite,
} from '../../../authorization/relationships/model/authorization-model.js';
import { flattenRewrite, flattenUnion, type RelationName, type UnionLeaf } from './flatten-union.js';
import { ProbeWriter, type Place } from './probe-writer.js';
import { acceptedSubjects, acceptedUsersets, parentRelations } from './restrictions.js';
import { column, isOneOf, matchTuples, tuplesAs } from './sql-object.js';
import type { Writing } from './writing.js';

/** Rows with one column, `object`. */
export type ObjectList = RawBuilder<{ readonly object: string }>;

/** Writes “the objects on which the subject has this relation”: beginning at the subject, some of them more than once. */
export class ListWriter {
  readonly #probes: ProbeWriter;

  constructor(private readonly writing: Writing) {
    this.#probes = new ProbeWriter(writing);
  }

  /** @throws {NotExpressible} for recursion, conditions and what would be too long */
  relation(name: RelationName): ObjectList {
    return this.#anyOf(name, flattenUnion(this.writing, name));
  }

  #rewrite(name: RelationName, rewrite: Rewrite): ObjectList {
    return this.#anyOf(name, flattenRewrite(this.writing, name, rewrite));
  }

  #anyOf({ type }: RelationName, leaves: readonly UnionLeaf[]): ObjectList {
    const lists = leaves.flatMap((leaf) => this.#leaf({ type, relation: leaf.relation }, leaf));
    return lists.length === 0
      ? sql`select object from relationship_tuples where false`
      : sql`${sql.join(lists, sql` union all `)}`;
  }

  #leaf(name: RelationName, { rewrite }: UnionLeaf): readonly ObjectList[] {
    if (rewrite.kind === 'direct') return this.#direct(name, rewrite);
    if (rewrite.kind === 'tuple_to_userset') return this.#parents(name, rewrite);
    return [
      rewrite.kind === 'difference' ? this.#difference(name, rewrite) : this.#intersection(name, rewrite),
    ];
  }

  #direct(name: RelationName, rewrite: DirectRewrite): readonly ObjectList[] {
    const subjects = acceptedSubjects(rewrite, this.writing.subject);
    const own = subjects.length === 0 ? [] : [this.#tuples(name, (subject) => isOneOf(subject, subjects))];
    return [...own, ...acceptedUsersets(rewrite).map((members) => this.#ofUserset(name, members))];
  }

  #parents({ type }: RelationName, { tupleset, computed }: TupleToUsersetRewrite): readonly ObjectList[] {
    const name = { type, relation: tupleset };
    return parentRelations(this.writing.model, name, computed).map((parents) =>
      this.#tuples(name, (subject) => sql<boolean>`${subject} in (${this.relation(parents)})`),
    );
  }

  #ofUserset(name: RelationName, members: RelationName): ObjectList {
    const groups = this.writing.nextAlias();
    const usersets = sql`select ${column(groups, 'object')} || ${`#${members.relation}`}
      from (${this.relation(members)}) as ${sql.id(groups)}`;
    return this.#tuples(name, (subject) => sql<boolean>`${subject} in (${usersets})`);
  }

  #intersection(name: RelationName, { children }: IntersectionRewrite): ObjectList {
    const [first, ...rest] = children;
    if (first === undefined) return this.#anyOf(name, []);
    return this.#filter(
      name,
      first,
      (place) =>
        sql<boolean>`${sql.join(
          rest.map((child) => this.#probes.rewrite(place, child)),
          sql` and `,
        )}`,
    );
  }

  #difference(name: RelationName, { base, subtract }: DifferenceRewrite): ObjectList {
    return this.#filter(name, base, (place) => sql<boolean>`not ${this.#probes.rewrite(place, subtract)}`);
  }

  #filter(name: RelationName, base: Rewrite, holds: (place: Place) => RawBuilder<boolean>): ObjectList {
    const alias = this.writing.nextAlias();
    const object = column(alias, 'object');
    const place: Place = { name, object: { kind: 'named', name: object } };
    return sql`select ${object} from (${this.#rewrite(name, base)}) as ${sql.id(alias)} where ${holds(place)}`;
  }

  #tuples(
    { type, relation }: RelationName,
    accepts: (subject: RawBuilder<string>) => RawBuilder<boolean>,
  ): ObjectList {
    const alias = this.writing.nextAlias();
    const match = matchTuples({ alias, type, relations: [relation] });
    return sql`select ${column(alias, 'object')} from ${tuplesAs(alias)}
      where ${match} and ${accepts(column(alias, 'subject'))}`;
  }
}
