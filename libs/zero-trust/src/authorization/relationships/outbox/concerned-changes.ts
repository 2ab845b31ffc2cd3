import { formatRestriction, type AuthorizationModel } from '../model/authorization-model.js';
import { parseObject, parseSubject, type ObjectName, type SubjectName } from '../names.js';
import { RelationshipError } from '../relationship-error.js';
import type { Tuple } from '../tuple.js';
import type { NetChange } from './net-changes.js';
import type { EntryFilter } from './outbox.port.js';
import { permittedSubjects, RelationReaches, type PermittedSubjects, type Span } from './relation-reach.js';

/** What of a question decides which tuples its answer can rest on; a part that is left out can be anything. */
export interface QuestionScope {
  readonly type: string;
  readonly relation: string;
  /** The one object that is asked about. */
  readonly object?: string;
  /** The one subject that is asked about. */
  readonly subject?: string;
}

/**
 * Tells which tuples the answer to a question can rest on, from the model alone. It may name one too many, never one too
 * few: a removed tuple that is not named here cannot have changed the answer.
 */
export class ConcernedChanges {
  readonly #reaches: RelationReaches;
  readonly #permitted = new Map<string, PermittedSubjects>();

  constructor(private readonly model: AuthorizationModel) {
    this.#reaches = new RelationReaches(model);
  }

  /** @throws {RelationshipError} what is wrong with the question */
  concerns(scope: QuestionScope, { op, tuple }: Pick<NetChange, 'op' | 'tuple'>): boolean {
    const reach = this.#reaches.from(scope.type, scope.relation);
    const [type = ''] = tuple.object.split(':', 1);
    const use = reach.get(`${type}#${tuple.relation}`);
    if (use === undefined) return false;
    const names = namesOf(tuple);
    // What no model can name is stored nowhere that a model is asked.
    if (names === undefined || !this.#mayCount(op, tuple, names)) return false;
    if (covers(use.leads, scope, tuple)) return true;
    return covers(use.grants, scope, tuple) && mayMean(scope.subject, names.subject, tuple.subject);
  }

  /** Every entry that can concern the question, and some that cannot. @throws {RelationshipError} what is wrong with it */
  entriesOf(scope: QuestionScope): readonly EntryFilter[] {
    return [...this.#reaches.from(scope.type, scope.relation)].map(([key, { leads, grants }]) => {
      const [type = '', relation = ''] = key.split('#');
      const isAny = scope.object === undefined || leads === 'any_object' || grants === 'any_object';
      return isAny ? { type, relation } : { type, relation, object: scope.object };
    });
  }

  /** A tuple that the model does not permit grants nothing wherever it is stored; a delete may not know the condition. */
  #mayCount(op: NetChange['op'], tuple: Tuple, { object, subject }: TupleNames): boolean {
    const { kinds, described } = this.#permittedOn(object.type, tuple.relation);
    return op === 'delete' ? kinds.has(kindOf(subject)) : described.has(describe(subject, tuple));
  }

  #permittedOn(type: string, relation: string): PermittedSubjects {
    const key = `${type}#${relation}`;
    const known = this.#permitted.get(key);
    if (known !== undefined) return known;
    const permitted = permittedSubjects(this.model, type, relation);
    // Names that the model lacks are not kept: whoever writes tuples could fill the memory with them.
    if (this.model.hasRelation(type, relation)) this.#permitted.set(key, permitted);
    return permitted;
  }
}

interface TupleNames {
  readonly object: ObjectName;
  readonly subject: SubjectName;
}

function namesOf(tuple: Tuple): TupleNames | undefined {
  try {
    return { object: parseObject(tuple.object), subject: parseSubject(tuple.subject) };
  } catch (error) {
    if (error instanceof RelationshipError) return undefined;
    throw error;
  }
}

function kindOf({ type, relation, wildcard }: SubjectName): string {
  return formatRestriction({
    type,
    ...(relation !== undefined && { relation }),
    ...(wildcard !== undefined && { wildcard }),
  });
}

function describe(subject: SubjectName, { condition }: Tuple): string {
  const kind = kindOf(subject);
  return condition === undefined ? kind : `${kind} with ${condition.name}`;
}

function covers(span: Span | undefined, { object }: QuestionScope, tuple: Tuple): boolean {
  if (span === undefined) return false;
  return span === 'any_object' || object === undefined || object === tuple.object;
}

/** Whether a tuple's subject can be, or contain, the subject asked about. */
function mayMean(asked: string | undefined, kind: SubjectName, subject: string): boolean {
  if (asked === undefined || asked === subject || kind.relation !== undefined) return true;
  return kind.wildcard === true && parseSubject(asked).type === kind.type;
}
