import { parseCondition, type TupleCondition } from './conditions/tuple-condition.js';
import { parseObject, parseRelation, parseSubject } from './names.js';
import { quote, RelationshipError } from './relationship-error.js';

/**
 * One fact of the relationship graph in OpenFGA notation: `subject` has `relation` to `object`.
 *
 * @example
 * ```ts
 * const tuple: Tuple = { subject: 'organization:acme#member', relation: 'viewer', object: 'order:12345' };
 * ```
 */
export interface Tuple {
  /** An object (`user:alice`), a userset (`organization:acme#member`) or everyone of a type (`user:*`). */
  readonly subject: string;
  readonly relation: string;
  /** `type:id` */
  readonly object: string;
  /** The tuple counts only where this holds. */
  readonly condition?: TupleCondition;
}

export type { TupleCondition } from './conditions/tuple-condition.js';

/** A tuple as an object or in Zanzibar's notation, `order:12345#viewer@user:alice`. */
export type TupleLike = Tuple | string;

// Neither an object nor a relation can hold `#` or start with `@`, so the first of each ends its part.
const NOTATION = /^([^#]+)#([^@]+)@(.+)$/u;

/**
 * Reads and checks one tuple. Only its form is judged: whether a model permits it is the engine's question.
 *
 * @throws {RelationshipError} `invalid_tuple` when it is not of that form; `invalid_object`, `invalid_subject`,
 * `relation_not_found` or, for the context of its condition, `invalid_context` when a part of it is malformed
 */
export function parseTuple(tuple: TupleLike): Tuple {
  const { subject, relation, object, condition } =
    typeof tuple === 'string' ? splitNotation(tuple) : ownParts(tuple);
  parseObject(object);
  parseRelation(relation);
  parseSubject(subject);
  if (condition === undefined) return { subject, relation, object };
  return { subject, relation, object, condition: parseCondition(condition) };
}

/**
 * What identifies a tuple, in Zanzibar's notation. The condition is no part of it: a store holds at most one tuple of
 * the same object, relation and subject.
 */
export function formatTuple({ subject, relation, object }: Tuple): string {
  return `${object}#${relation}@${subject}`;
}

/**
 * A userset has its own relation without a tuple that says so; engines refuse to store one.
 *
 * @throws {RelationshipError} `invalid_tuple`
 */
export function assertNotImplicit(tuple: Tuple): void {
  if (tuple.subject !== `${tuple.object}#${tuple.relation}`) return;
  const message = `${quote(formatTuple(tuple))} holds without being written; leave it out`;
  throw new RelationshipError('invalid_tuple', message);
}

function splitNotation(text: string): Tuple {
  const [, object, relation, subject] = NOTATION.exec(text) ?? [];
  if (object === undefined || relation === undefined || subject === undefined) {
    throw new RelationshipError(
      'invalid_tuple',
      `${quote(text)} is not a tuple; write object#relation@subject, such as "order:12345#viewer@user:alice"`,
    );
  }
  return { subject, relation, object };
}

function ownParts(tuple: unknown): Tuple {
  if (typeof tuple === 'object' && tuple !== null && !Array.isArray(tuple)) return tuple as Tuple;
  throw new RelationshipError(
    'invalid_tuple',
    `${quote(tuple)} is not a tuple; pass { subject, relation, object }`,
  );
}
