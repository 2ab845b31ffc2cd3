import type { TupleToUsersetRewrite } from '../model/authorization-model.js';
import type { ExplanationNode } from '../relationship-engine.port.js';
import { formatTuple } from '../tuple.js';
import type { ExplainedPlace, ExplanationParts } from './explain.js';
import { Question } from './question.js';
import type { RelationNode } from './relation-node.js';
import { TupleGate } from './tuple-gate.js';

/** Tuples of one object that an explanation names; an object may have a million. */
const MAX_TUPLES = 50;

/** A tuple on the way, and what it comes to by itself. */
export interface ExplainedTuple {
  readonly place: ExplainedPlace;
  /** `order:1#viewer@user:alice` */
  readonly text: string;
  readonly verdict: ExplanationNode['outcome'];
  /** What became of its condition. */
  readonly condition?: string;
  /** The relation of another object that decides further. */
  readonly leadsTo?: ExplainedPlace;
}

/** Finds the tuples that an explanation tells of. */
export class ExplainedTuples {
  readonly #question: Question;

  constructor(private readonly parts: ExplanationParts) {
    this.#question = new Question(parts);
  }

  /** The tuples of the subject itself, of everyone of its type, and of usersets. */
  assignedTo(place: ExplainedPlace): readonly ExplainedTuple[] {
    const { view, target, graph } = this.parts;
    const tuples = view.of(place.node.tuples);
    const own = [target.subjectId, target.everyoneId].filter((id) => tuples.has(place.objectId, id));
    const direct = own.map((id) =>
      this.#tuple({ place, from: place.node, subjectId: id, leadsTo: undefined }),
    );
    const usersets = [...take(tuples.usersets(place.objectId))].flatMap((id) => {
      const [type = '', relation = ''] = view.kindOf(id).split('#');
      const node = graph.find(type, relation);
      if (node === undefined || own.includes(id)) return [];
      return this.#tuple({
        place,
        from: place.node,
        subjectId: id,
        leadsTo: this.#placeOf(node, view.objectOf(id)),
      });
    });
    return [...direct, ...usersets].flatMap((tuple) => tuple ?? []);
  }

  /** The tuples that name the parents of an object, with the relation to have on each. */
  parentsOf(place: ExplainedPlace, { tupleset, computed }: TupleToUsersetRewrite): readonly ExplainedTuple[] {
    const { view, graph } = this.parts;
    const from = graph.node(place.node.type, tupleset);
    return [...take(view.of(from.tuples).subjects(place.objectId))].flatMap((subjectId) => {
      const node = graph.find(view.kindOf(subjectId), computed);
      if (node === undefined) return [];
      return this.#tuple({ place, from, subjectId, leadsTo: this.#placeOf(node, subjectId) }) ?? [];
    });
  }

  /** Nothing for a tuple that the model does not permit. */
  #tuple({ place, from, subjectId, leadsTo }: FoundTuple): ExplainedTuple | undefined {
    const { view, graph } = this.parts;
    const tuples = view.of(from.tuples);
    const gate = new TupleGate(graph.model, from.restrictions);
    const kind = view.kindOf(subjectId);
    if (!gate.permits(kind)) return undefined;
    const judged = gate.judge(this.#question, { tuples, objectId: place.objectId, subjectId, kind });
    const name = tuples.conditionOf(place.objectId, subjectId)?.name;
    const text = formatTuple({ object: place.object, relation: from.name, subject: view.nameOf(subjectId) });
    const verdict = typeof judged === 'object' ? 'undecided' : judged ? 'granted' : 'not_granted';
    const told = typeof judged === 'object' ? judged.message : judged ? 'holds' : 'does not hold';
    const condition = name === undefined ? {} : { condition: `${name}: ${told}` };
    return { place, text, verdict, ...condition, ...(leadsTo && { leadsTo }) };
  }

  #placeOf(node: RelationNode, objectId: number): ExplainedPlace {
    return { node, objectId, object: this.parts.view.nameOf(objectId) };
  }
}

interface FoundTuple {
  readonly place: ExplainedPlace;
  /** The relation that the tuple is of. */
  readonly from: RelationNode;
  readonly subjectId: number;
  readonly leadsTo: ExplainedPlace | undefined;
}

function* take(ids: Iterable<number>): Generator<number> {
  let left = MAX_TUPLES;
  for (const id of ids) {
    left -= 1;
    if (left < 0) return;
    yield id;
  }
}
