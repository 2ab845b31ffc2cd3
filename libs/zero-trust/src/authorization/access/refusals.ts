import { deny, type Deny } from '../../kernel/decision.js';
import { notFound } from '../../kernel/not-found.js';
import { MAX_OBJECTS } from './object-ids.reader.js';

/** What a refusal is about. */
export interface RefusedQuestion {
  readonly subject: string | undefined;
  readonly relation: string;
  /** `order:12345` */
  readonly object: string;
  /** Why the engine could not say yes, where it was more than a missing relation. */
  readonly because?: string;
}

/** The caller may see the object but not act on it. */
export function relationMissing(question: RefusedQuestion): Deny {
  return deny({
    code: 'ZT_RELATION_MISSING',
    kind: 'forbidden',
    detail: 'You do not have the relation to this object that this request needs.',
    ...internals(question),
  });
}

/** The caller may not even see the object: the answer of an absent one. */
export function hidden(question: RefusedQuestion, visibleBy: string): Deny {
  const { reason, evidence } = internals(question);
  return notFound(visibleBy === question.relation ? reason : `${reason}, nor ${visibleBy}`, evidence);
}

/** A requirement whose ids cannot be read. */
export interface UnreadableIds {
  readonly type: string;
  readonly relation: string;
  /** Whether the route takes a list of ids. */
  readonly isList: boolean;
  /** Whether objects of the type are ever hidden. */
  readonly isHidden: boolean;
}

/** What stands where the ids should be is anything else. */
export function malformed({ type, relation, isList, isHidden }: UnreadableIds): Deny {
  const expected = idsExpected(type, isList);
  const reason = `the request does not name ${expected}`;
  if (isHidden) return notFound(reason, { relation, type });
  const detail = `The request must name ${expected}.`;
  return deny({
    code: 'ZT_OBJECT_ID_INVALID',
    kind: 'forbidden',
    detail,
    reason,
    evidence: { relation, type },
  });
}

/** The DTO would give the handler other ids than those that were judged. */
export function rewritten({ type, isList }: Pick<UnreadableIds, 'type' | 'isList'>): Deny {
  return deny({
    code: 'ZT_OBJECT_ID_INVALID',
    kind: 'forbidden',
    detail: `The request must name ${idsExpected(type, isList)}.`,
    reason: `the DTO gives the handler ${isList ? `other ${type} ids than those that were` : `another ${type} id than the one that was`} judged`,
    evidence: { type },
  });
}

function idsExpected(type: string, isList: boolean): string {
  return isList ? `1 to ${MAX_OBJECTS} ${type} ids, each well-formed` : `exactly one well-formed ${type} id`;
}

function internals({
  subject,
  relation,
  object,
  because,
}: RefusedQuestion): Pick<Deny, 'reason'> & Required<Pick<Deny, 'evidence'>> {
  const reason = `${subject} is not ${relation} of ${object}`;
  return {
    reason: because === undefined ? reason : `${reason} (${because})`,
    evidence: { relation, object },
  };
}
