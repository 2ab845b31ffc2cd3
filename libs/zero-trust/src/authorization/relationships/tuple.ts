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
  /** An object (`user:alice`) or a userset (`organization:acme#member`). */
  readonly subject: string;
  readonly relation: string;
  /** `type:id` */
  readonly object: string;
}

/** A tuple as an object or in Zanzibar's notation, `order:12345#viewer@user:alice`. */
export type TupleLike = Tuple | string;

// Neither an object nor a relation can hold `#` or start with `@`, so the first of each ends its part.
const NOTATION = /^([^#]+)#([^@]+)@(.+)$/u;

/**
 * Reads and checks one tuple. Only its form is judged: whether a model permits it is the engine's question.
 *
 * @throws {RelationshipError} `invalid_tuple` when it is not of that form; `invalid_object`, `invalid_subject` or
 * `relation_not_found` when a part of it is malformed
 */
export function parseTuple(tuple: TupleLike): Tuple {
  const { subject, relation, object } = typeof tuple === 'string' ? splitNotation(tuple) : ownParts(tuple);
  parseObject(object);
  parseRelation(relation);
  parseSubject(subject);
  return { subject, relation, object };
}

/** The tuple in Zanzibar's notation; equal tuples give equal strings. */
export function formatTuple({ subject, relation, object }: Tuple): string {
  return `${object}#${relation}@${subject}`;
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
