import type { RelationTuples } from '../tuples/tuple-store.port.js';
import { Admission } from './admission.js';
import type { CheckSearch } from './check-search.js';
import type { Operand } from './operand.js';
import type { RelationNode } from './relation-node.js';
import { UNKNOWN_SUBJECT } from './resolution.js';
import type { SubjectWalk, WalkPlace } from './subject-walk.js';
import type { TupleGate } from './tuple-gate.js';

/** What a relation that is assigned by tuples accepts. */
export interface DirectAssignment {
  readonly tuples: RelationTuples;
  /** The kinds of subjects that the model permits; a stored tuple of any other kind grants nothing. */
  readonly kinds: ReadonlySet<string>;
  /** By permitted userset kind, the relation that its members have. */
  readonly usersets: ReadonlyMap<string, RelationNode>;
  readonly gate: TupleGate;
}

/** `[user, user:*, organization#member with in_hours]` */
export class DirectOperand implements Operand {
  constructor(private readonly assignment: DirectAssignment) {}

  holds(search: CheckSearch, objectId: number, depth: number): boolean {
    const { kinds, usersets, gate } = this.assignment;
    const tuples = search.question.view.of(this.assignment.tuples);
    const { subjectId, kind, everyoneId, everyoneKind } = search.question.target;
    if (kinds.has(kind) && tuples.has(objectId, subjectId)) {
      if (!gate.isNeeded(tuples) || search.admits(gate, { tuples, objectId, subjectId, kind })) return true;
    }
    if (everyoneId !== UNKNOWN_SUBJECT && kinds.has(everyoneKind) && tuples.has(objectId, everyoneId)) {
      const everyone = { tuples, objectId, subjectId: everyoneId, kind: everyoneKind };
      if (!gate.isNeeded(tuples) || search.admits(gate, everyone)) return true;
    }
    return usersets.size > 0 && this.holdsThroughUserset(search, objectId, depth);
  }

  expand(walk: SubjectWalk, place: WalkPlace): void {
    const { usersets, gate } = this.assignment;
    const tuples = walk.view.of(this.assignment.tuples);
    for (const subjectId of tuples.subjects(place.objectId)) {
      walk.step();
      const kind = walk.view.kindOf(subjectId);
      if (!gate.permits(kind)) continue;
      if (gate.isNeeded(tuples) && !walk.counts(gate, { ...place, tuples, subjectId, kind })) continue;
      const node = usersets.get(kind);
      if (node === undefined) walk.report(subjectId, place);
      else walk.visit(node, { ...place, objectId: walk.view.objectOf(subjectId), depth: place.depth + 1 });
    }
  }

  private holdsThroughUserset(search: CheckSearch, objectId: number, depth: number): boolean {
    const { usersets, gate } = this.assignment;
    const { view } = search.question;
    const tuples = view.of(this.assignment.tuples);
    const admission = gate.isNeeded(tuples) ? new Admission(search, gate, tuples) : undefined;
    for (const subjectId of tuples.usersets(objectId)) {
      search.question.step(1);
      const kind = view.kindOf(subjectId);
      const node = usersets.get(kind);
      if (node === undefined || admission?.admits(objectId, subjectId, kind) === false) continue;
      if (node.holds(search, view.objectOf(subjectId), depth + 1)) return true;
    }
    admission?.close();
    return false;
  }
}

/** `editor` */
export class ComputedOperand implements Operand {
  constructor(private readonly node: RelationNode) {}

  /** No tuple is followed, so this is no hop. */
  holds(search: CheckSearch, objectId: number, depth: number): boolean {
    return this.node.holds(search, objectId, depth);
  }

  expand(walk: SubjectWalk, place: WalkPlace): void {
    walk.visit(this.node, place);
  }
}

/** The two ends of `member from organization`. */
export interface TuplesetLink {
  /** The tuples of the tupleset relation. */
  readonly tuples: RelationTuples;
  /** By permitted type of the parent, the relation to have on it. */
  readonly parents: ReadonlyMap<string, RelationNode>;
  readonly gate: TupleGate;
}

/** `member from organization` */
export class TupleToUsersetOperand implements Operand {
  constructor(private readonly link: TuplesetLink) {}

  holds(search: CheckSearch, objectId: number, depth: number): boolean {
    const { parents, gate } = this.link;
    const { view } = search.question;
    const tuples = view.of(this.link.tuples);
    const admission = gate.isNeeded(tuples) ? new Admission(search, gate, tuples) : undefined;
    for (const subjectId of tuples.subjects(objectId)) {
      search.question.step(1);
      // The kinds of usersets and of everyone are none of the parents' types, so only whole objects are followed.
      const kind = view.kindOf(subjectId);
      const node = parents.get(kind);
      if (node === undefined || admission?.admits(objectId, subjectId, kind) === false) continue;
      if (node.holds(search, subjectId, depth + 1)) return true;
    }
    admission?.close();
    return false;
  }

  expand(walk: SubjectWalk, place: WalkPlace): void {
    const { parents, gate } = this.link;
    const tuples = walk.view.of(this.link.tuples);
    for (const subjectId of tuples.subjects(place.objectId)) {
      walk.step();
      const kind = walk.view.kindOf(subjectId);
      const node = parents.get(kind);
      if (node === undefined) continue;
      if (gate.isNeeded(tuples) && !walk.counts(gate, { ...place, tuples, subjectId, kind })) continue;
      walk.visit(node, { ...place, objectId: subjectId, depth: place.depth + 1 });
    }
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

  expand(walk: SubjectWalk, place: WalkPlace): void {
    for (const operand of this.operands) operand.expand(walk, place);
  }
}
