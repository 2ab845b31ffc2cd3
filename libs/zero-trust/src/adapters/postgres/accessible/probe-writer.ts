import { sql, type RawBuilder } from 'kysely';
import type {
  Rewrite,
  TupleToUsersetRewrite,
} from '../../../authorization/relationships/model/authorization-model.js';
import { groupBy } from '../../../kernel/group-by.js';
import {
  flattenRewrite,
  flattenUnion,
  isDirect,
  type DerivedLeaf,
  type DirectLeaf,
  type RelationName,
  type UnionLeaf,
} from './flatten-union.js';
import { acceptedSubjects, acceptedUsersets, parentRelations } from './restrictions.js';
import { column, either, isOf, isOneOf, matchTuples, tuplesAs, type SqlObject } from './sql-object.js';
import type { Writing } from './writing.js';

/** A relation of an object within a statement. */
export interface Place {
  readonly name: RelationName;
  readonly object: SqlObject;
}

/** Writes “the subject has this relation on this object”: a few look-ups for each object that is asked about. */
export class ProbeWriter {
  constructor(private readonly writing: Writing) {}

  /** @throws {NotExpressible} for recursion, conditions and what would be too long */
  relation(place: Place): RawBuilder<boolean> {
    return this.#anyOf(place, flattenUnion(this.writing, place.name));
  }

  /** As {@link ProbeWriter.relation}, for a part of the relation. */
  rewrite(place: Place, rewrite: Rewrite): RawBuilder<boolean> {
    return this.#anyOf(place, flattenRewrite(this.writing, place.name, rewrite));
  }

  #anyOf(place: Place, leaves: readonly UnionLeaf[]): RawBuilder<boolean> {
    const direct = leaves.filter(isDirect);
    return either([
      ...this.#ownTuples(place, direct),
      ...direct.flatMap((leaf) => this.#usersets(place, leaf)),
      ...leaves.flatMap((leaf) => (isDirect(leaf) ? [] : [this.#derived(place, leaf)])),
    ]);
  }

  #derived({ name, object }: Place, { relation, rewrite }: DerivedLeaf): RawBuilder<boolean> {
    const place = { name: { ...name, relation }, object };
    if (rewrite.kind === 'tuple_to_userset') return this.#parents(place, rewrite);
    if (rewrite.kind === 'difference') {
      return sql<boolean>`(${this.rewrite(place, rewrite.base)} and not ${this.rewrite(place, rewrite.subtract)})`;
    }
    const all = rewrite.children.map((child) => this.rewrite(place, child));
    return sql<boolean>`(${sql.join(all, sql` and `)})`;
  }

  /** Relations that accept the subject alike are one look-up. */
  #ownTuples({ name, object }: Place, leaves: readonly DirectLeaf[]): readonly RawBuilder<boolean>[] {
    const { subject } = this.writing;
    const bySubjects = groupBy(leaves, ({ rewrite }) => acceptedSubjects(rewrite, subject).join(' '));
    return [...bySubjects].flatMap(([subjects, group]) => {
      if (subjects === '') return [];
      const alias = this.writing.nextAlias();
      const relations = [...new Set(group.map(({ relation }) => relation))];
      const isSubject = isOneOf(column(alias, 'subject'), subjects.split(' '));
      return [this.#exists({ alias, relations, type: name.type, object }, isSubject)];
    });
  }

  #usersets({ name, object }: Place, { relation, rewrite }: DirectLeaf): readonly RawBuilder<boolean>[] {
    return acceptedUsersets(rewrite).map((members) => {
      const alias = this.writing.nextAlias();
      const userset = column(alias, 'subject');
      const suffix = `#${members.relation}`;
      const group: SqlObject = { kind: 'named', name: sql<string>`split_part(${userset}, '#', 1)` };
      const isMember = sql<boolean>`right(${userset}, ${sql.lit(suffix.length)}) = ${suffix}
        and ${this.relation({ name: members, object: group })}`;
      return this.#exists({ alias, relations: [relation], type: name.type, object }, isMember);
    });
  }

  #parents({ name, object }: Place, { tupleset, computed }: TupleToUsersetRewrite): RawBuilder<boolean> {
    const alias = this.writing.nextAlias();
    const parent: SqlObject = { kind: 'named', name: column(alias, 'subject') };
    const parents = parentRelations(this.writing.model, { type: name.type, relation: tupleset }, computed);
    const grants = either(parents.map((relation) => this.relation({ name: relation, object: parent })));
    return this.#exists({ alias, relations: [tupleset], type: name.type, object }, grants);
  }

  /**
   * `offset 0` keeps the planner from turning the look-up for one object into a list of all objects, which it would make
   * for every query again.
   */
  #exists({ object, ...match }: Probe, where: RawBuilder<boolean>): RawBuilder<boolean> {
    return sql<boolean>`exists (select from ${tuplesAs(match.alias)}
      where ${matchTuples(match)} and ${isOf(match.alias, object)} and ${where} offset 0)`;
  }
}

interface Probe {
  readonly alias: string;
  readonly type: string;
  readonly relations: readonly string[];
  readonly object: SqlObject;
}
