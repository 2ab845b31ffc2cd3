import type { RelationNode } from './relation-node.js';
import type { CheckSearch } from './check-search.js';
import type { RelationTuples, TupleStore } from './tuple-store.port.js';

/**
 * One compiled rewrite. A new construct of the language is a new class here and a case in the compiler.
 * Called for each visit of the hot path, hence plain parameters.
 */
export interface Operand {
  /** True when the subject is found from here; what leads further is left to the search to visit. */
  holds(search: CheckSearch, objectId: number, depth: number): boolean;
}

/** What a relation that is assigned by tuples accepts. */
export interface DirectAssignment {
  readonly store: TupleStore;
  readonly tuples: RelationTuples;
  /** The kinds of subjects that the model permits; a stored tuple of any other kind grants nothing. */
  readonly kinds: ReadonlySet<string>;
  /** By permitted userset kind, the relation that its members have. */
  readonly usersets: ReadonlyMap<string, RelationNode>;
}

/** `[user, organization#member]` */
export class DirectOperand implements Operand {
  constructor(private readonly assignment: DirectAssignment) {}

  holds(search: CheckSearch, objectId: number, depth: number): boolean {
    const { kinds, tuples, usersets } = this.assignment;
    if (kinds.has(search.target.kind) && tuples.has(objectId, search.target.subjectId)) return true;
    return usersets.size > 0 && this.holdsThroughUserset(search, objectId, depth);
  }

  private holdsThroughUserset(search: CheckSearch, objectId: number, depth: number): boolean {
    const { store, tuples, usersets } = this.assignment;
    for (const usersetId of tuples.usersets(objectId)) {
      search.step();
      const node = usersets.get(store.kindOf(usersetId));
      if (node?.holds(search, store.objectOf(usersetId), depth + 1) === true) return true;
    }
    return false;
  }
}

/** `editor` */
export class ComputedOperand implements Operand {
  constructor(private readonly node: RelationNode) {}

  holds(search: CheckSearch, objectId: number, depth: number): boolean {
    return this.node.holds(search, objectId, depth + 1);
  }
}

/** The two ends of `member from organization`. */
export interface TuplesetLink {
  readonly store: TupleStore;
  /** The tuples of the tupleset relation. */
  readonly tuples: RelationTuples;
  /** By permitted type of the parent, the relation to have on it. */
  readonly parents: ReadonlyMap<string, RelationNode>;
}

/** `member from organization` */
export class TupleToUsersetOperand implements Operand {
  constructor(private readonly link: TuplesetLink) {}

  holds(search: CheckSearch, objectId: number, depth: number): boolean {
    const { store, tuples, parents } = this.link;
    for (const parentId of tuples.subjects(objectId)) {
      search.step();
      // The kind of a userset is none of the parents' types, so only whole objects are followed.
      const node = parents.get(store.kindOf(parentId));
      if (node?.holds(search, parentId, depth + 1) === true) return true;
    }
    return false;
  }
}

/** `a or b` */
export class UnionOperand implements Operand {
  constructor(private readonly operands: readonly Operand[]) {}

  holds(search: CheckSearch, objectId: number, depth: number): boolean {
    for (const operand of this.operands) {
      if (operand.holds(search, objectId, depth)) return true;
    }
    return false;
  }
}
