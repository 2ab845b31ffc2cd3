import { quote, RelationshipError } from './relationship-error.js';

/** `type:id`, taken apart. */
export interface ObjectName {
  readonly type: string;
  readonly id: string;
}

/** `type:id`, or `type:id#relation` for everyone who has that relation on the object. */
export interface SubjectName extends ObjectName {
  readonly relation?: string;
}

/** The longest object, `type:` included, in UTF-16 code units; the same limit as OpenFGA's. */
export const MAX_OBJECT_LENGTH = 256;

// Invisible and unpaired characters are refused too: two ids that look alike must not be two objects.
const FORBIDDEN = String.raw`\s\p{Cc}\p{Cf}\p{Cs}:#*`;
const RELATION = String.raw`[^${FORBIDDEN}@]{1,50}`;
const OBJECT = String.raw`([^${FORBIDDEN}@]{1,254}):([^${FORBIDDEN}]+)`;
const RELATION_PATTERN = new RegExp(`^${RELATION}$`, 'u');
const OBJECT_PATTERN = new RegExp(`^${OBJECT}$`, 'u');
const SUBJECT_PATTERN = new RegExp(`^${OBJECT}(?:#(${RELATION}))?$`, 'u');

const ID_RULE = `an id without white space, control or invisible characters, ":", "#" or "*", at most ${MAX_OBJECT_LENGTH} characters in all`;

/** @throws {RelationshipError} `invalid_object` unless the value is a string `type:id` */
export function parseObject(name: unknown): ObjectName {
  const [, type, id] = match(OBJECT_PATTERN, name);
  if (type === undefined || id === undefined || tooLong(type, id)) {
    throw new RelationshipError(
      'invalid_object',
      `${quote(name)} is not an object; expected type:id, ${ID_RULE}`,
    );
  }
  return { type, id };
}

/** @throws {RelationshipError} `invalid_subject` unless the value is a string `type:id` or `type:id#relation` */
export function parseSubject(name: unknown): SubjectName {
  const [, type, id, relation] = match(SUBJECT_PATTERN, name);
  if (type === undefined || id === undefined || tooLong(type, id)) {
    const expected = `expected type:id or type:id#relation, ${ID_RULE}`;
    throw new RelationshipError('invalid_subject', `${quote(name)} is not a subject; ${expected}`);
  }
  return relation === undefined ? { type, id } : { type, id, relation };
}

/** @throws {RelationshipError} `relation_not_found` unless the value can be the name of a relation */
export function parseRelation(name: unknown): string {
  if (typeof name === 'string' && RELATION_PATTERN.test(name)) return name;
  throw new RelationshipError('relation_not_found', `${quote(name)} cannot be the name of a relation`);
}

function match(pattern: RegExp, name: unknown): readonly (string | undefined)[] {
  // Anything longer than the longest userset is refused unread.
  if (typeof name !== 'string' || name.length > 2 * MAX_OBJECT_LENGTH) return [];
  return pattern.exec(name) ?? [];
}

function tooLong(type: string, id: string): boolean {
  return type.length + 1 + id.length > MAX_OBJECT_LENGTH;
}
