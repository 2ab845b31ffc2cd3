import { quote, RelationshipError } from './relationship-error.js';

/** `type:id`, taken apart. */
export interface ObjectName {
  readonly type: string;
  readonly id: string;
}

/** `type:id`, `type:id#relation` for everyone who has that relation on the object, or `type:*` for everyone of the type. */
export interface SubjectName extends ObjectName {
  readonly relation?: string;
  /** Everyone of the type; the id is then `*`. */
  readonly wildcard?: true;
}

/** The longest object, `type:` included, in bytes of UTF-8; OpenFGA's limit. With a relation it is within that of a user. */
const MAX_OBJECT_BYTES = 256;
/** The longest relation, in bytes of UTF-8; OpenFGA's limit. */
const MAX_RELATION_BYTES = 50;
/** The longest type, in bytes of UTF-8; OpenFGA's limit. */
const MAX_TYPE_BYTES = 254;
/** What no character is longer than, in bytes of UTF-8 for each UTF-16 code unit. */
const MAX_UNIT_BYTES = 3;

// Invisible and unpaired characters are refused too: two ids that look alike must not be two objects.
const FORBIDDEN = String.raw`\s\p{Cc}\p{Cf}\p{Cs}:#*`;
const RELATION = String.raw`[^${FORBIDDEN}@]{1,50}`;
const TYPE = String.raw`[^${FORBIDDEN}@]{1,254}`;
const ID = String.raw`[^${FORBIDDEN}]+`;
const TYPE_PATTERN = new RegExp(`^${TYPE}$`, 'u');
const RELATION_PATTERN = new RegExp(`^${RELATION}$`, 'u');
const OBJECT_PATTERN = new RegExp(`^(${TYPE}):(${ID})$`, 'u');
const SUBJECT_PATTERN = new RegExp(String.raw`^(${TYPE}):(?:(\*)|(${ID})(?:#(${RELATION}))?)$`, 'u');

const ID_RULE = `an id without white space, control or invisible characters, ":", "#" or "*", at most ${MAX_OBJECT_BYTES} bytes of UTF-8 in all`;

/** @throws {RelationshipError} `invalid_object` unless the value is a string `type:id` */
export function parseObject(name: unknown): ObjectName {
  const [, type, id] = match(OBJECT_PATTERN, name);
  if (type === undefined || id === undefined || !isObjectSized(type, id)) {
    throw new RelationshipError(
      'invalid_object',
      `${quote(name)} is not an object; expected type:id, ${ID_RULE}`,
    );
  }
  return { type, id };
}

/** @throws {RelationshipError} `invalid_subject` unless the value is a string `type:id`, `type:id#relation` or `type:*` */
export function parseSubject(name: unknown): SubjectName {
  const [, type, everyone, named, relation] = match(SUBJECT_PATTERN, name);
  const id = everyone ?? named;
  const isSized = relation === undefined || fitsBytes(relation, MAX_RELATION_BYTES);
  if (type === undefined || id === undefined || !isSized || !isObjectSized(type, id)) {
    const expected = `expected type:id, type:id#relation or type:*, ${ID_RULE}`;
    throw new RelationshipError('invalid_subject', `${quote(name)} is not a subject; ${expected}`);
  }
  if (everyone !== undefined) return { type, id, wildcard: true };
  return relation === undefined ? { type, id } : { type, id, relation };
}

/** Whether it can be the name of a type. */
export function isTypeName(name: string): boolean {
  return fitsBytes(name, MAX_TYPE_BYTES) && TYPE_PATTERN.test(name);
}

/** Whether it can be the name of a relation. */
export function isRelationName(name: string): boolean {
  return fitsBytes(name, MAX_RELATION_BYTES) && RELATION_PATTERN.test(name);
}

/** @throws {RelationshipError} `relation_not_found` unless the value can be the name of a relation */
export function parseRelation(name: unknown): string {
  if (typeof name === 'string' && isRelationName(name)) return name;
  throw new RelationshipError('relation_not_found', `${quote(name)} cannot be the name of a relation`);
}

function match(pattern: RegExp, name: unknown): readonly (string | undefined)[] {
  // Anything longer than the longest userset is refused unread.
  if (typeof name !== 'string' || name.length > 2 * MAX_OBJECT_BYTES) return [];
  return pattern.exec(name) ?? [];
}

function isObjectSized(type: string, id: string): boolean {
  return fitsBytes(`${type}:${id}`, MAX_OBJECT_BYTES);
}

/** Whether a text has at most so many bytes of UTF-8, which is how a server of relationships measures it. */
export function fitsBytes(text: string, max: number): boolean {
  return text.length * MAX_UNIT_BYTES <= max || Buffer.byteLength(text) <= max;
}
