import type { Condition } from '../conditions/condition.js';
import type { AuthorizationModel, TypeRestriction } from '../model/authorization-model.js';
import { formatRestriction } from '../model/authorization-model.js';
import type { RelationTuples } from '../tuples/tuple-store.port.js';
import type { Question } from './question.js';
import type { Failure } from './resolution.js';

/** The tuple to judge: that of the object and the subject, which exists. */
export interface GatedTuple {
  readonly tuples: RelationTuples;
  readonly objectId: number;
  readonly subjectId: number;
  /** The kind of the subject; the model permits some tuple of it. */
  readonly kind: string;
}

/** What a condition costs in steps, against one for a tuple that is only looked up. */
const STEPS_OF_A_CONDITION = 20;
/** How much of its values a condition reads and converts in the time of a step. */
const SIZE_OF_A_STEP = 2;

/**
 * Which conditions the model demands of the tuples of one relation. A stored tuple counts only with a condition that is
 * permitted for its kind of subject, or without one where the model permits that.
 */
export class TupleGate {
  /** By kind of subject, by name of a permitted condition; `undefined` where a tuple may have none. */
  readonly #permitted = new Map<string, Map<string | undefined, Condition | undefined>>();
  readonly #demands: boolean;

  constructor(model: AuthorizationModel, restrictions: readonly TypeRestriction[]) {
    this.#demands = restrictions.some(({ condition }) => condition !== undefined);
    for (const restriction of restrictions) {
      const kind = formatRestriction(restriction);
      const ofKind = this.#permitted.get(kind) ?? new Map<string | undefined, Condition | undefined>();
      const { condition } = restriction;
      ofKind.set(condition, condition === undefined ? undefined : model.conditions.get(condition));
      this.#permitted.set(kind, ofKind);
    }
  }

  /** Whether tuples of that kind of subject can count at all. */
  permits(kind: string): boolean {
    return this.#permitted.has(kind);
  }

  /** False for a relation without conditions, whose tuples count by being there. */
  isNeeded(tuples: RelationTuples): boolean {
    return this.#demands || tuples.hasConditions;
  }

  /** Whether the tuple counts; a failure where its condition cannot tell. */
  judge(question: Question, { tuples, objectId, subjectId, kind }: GatedTuple): boolean | Failure {
    const given = tuples.conditionOf(objectId, subjectId);
    const permitted = this.#permitted.get(kind);
    if (permitted === undefined || !permitted.has(given?.name)) return false;
    const condition = permitted.get(given?.name);
    if (given === undefined || condition === undefined) return given === undefined;
    const bound = question.bind(condition);
    question.step(STEPS_OF_A_CONDITION + Math.floor(bound.size(given.context) / SIZE_OF_A_STEP));
    return bound.evaluate(given.context);
  }
}
