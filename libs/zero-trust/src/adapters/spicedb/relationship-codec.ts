import { v1 } from '@authzed/authzed-node';
import { parseCondition } from '../../authorization/relationships/conditions/tuple-condition.js';
import { parseObject, parseSubject } from '../../authorization/relationships/names.js';
import type { Tuple, TupleCondition } from '../../authorization/relationships/tuple.js';
import { decodeId, encodeId, SOMEBODY } from './object-ids.js';
import { schemaName, tupleRelation, type SchemaNames } from './schema-names.js';
import { unusableAnswer } from './spicedb-unavailable.error.js';

/** @throws {RelationshipError} `invalid_object` when the id is too long */
export function encodeObject(name: string): v1.ObjectReference {
  const { type, id } = parseObject(name);
  return { objectType: schemaName(type), objectId: encodeId(id) };
}

/** A subject as a tuple names it: `user:*` is everyone. */
function encodeSubject(name: string): v1.SubjectReference {
  const { type, id, relation } = parseSubject(name);
  return {
    object: { objectType: schemaName(type), objectId: encodeId(id) },
    optionalRelation: relation === undefined ? '' : schemaName(relation),
  };
}

/** A subject that is asked about: for everyone of a type, somebody whom no tuple names. */
export function encodeAskedSubject(name: string): v1.SubjectReference {
  const { type, wildcard } = parseSubject(name);
  if (wildcard !== true) return encodeSubject(name);
  return { object: { objectType: schemaName(type), objectId: SOMEBODY }, optionalRelation: '' };
}

/** A tuple as SpiceDB stores it. */
export function encodeTuple({ subject, relation, object, condition }: Tuple): v1.Relationship {
  return v1.Relationship.create({
    resource: encodeObject(object),
    relation: tupleRelation(relation),
    subject: encodeSubject(subject),
    ...(condition !== undefined && { optionalCaveat: encodeCondition(condition) }),
  });
}

/** Values of a context, as SpiceDB takes them. */
export function encodeContext(context: Readonly<Record<string, unknown>>): v1.PbStruct {
  // Through JSON, so that dates become texts and what is undefined is left out.
  return v1.PbStruct.fromJson(
    JSON.parse(JSON.stringify(context)) as Parameters<typeof v1.PbStruct.fromJson>[0],
  );
}

/** A tuple that SpiceDB stores; `undefined` for one that is not of the model. */
export function decodeTuple(stored: v1.Relationship | undefined, names: SchemaNames): Tuple | undefined {
  const { resource, relation, subject, optionalCaveat } = stored ?? {};
  if (resource === undefined || subject?.object === undefined || relation === undefined) {
    throw unusableAnswer('a stored tuple');
  }
  const type = names.type(resource.objectType);
  const tuplesOf = names.tupleRelation(relation);
  const subjectType = names.type(subject.object.objectType);
  const userset = subject.optionalRelation === '' ? '' : names.relation(subject.optionalRelation);
  if (type === undefined || tuplesOf === undefined || subjectType === undefined || userset === undefined)
    return undefined;
  const tuple = {
    subject: `${subjectType}:${decodeId(subject.object.objectId)}${userset === '' ? '' : `#${userset}`}`,
    relation: tuplesOf,
    object: `${type}:${decodeId(resource.objectId)}`,
  };
  return optionalCaveat === undefined
    ? tuple
    : { ...tuple, condition: decodeCondition(optionalCaveat, names) };
}

function encodeCondition({ name, context }: TupleCondition): v1.ContextualizedCaveat {
  return { caveatName: schemaName(name), ...(context !== undefined && { context: encodeContext(context) }) };
}

function decodeCondition(
  { caveatName, context }: v1.ContextualizedCaveat,
  names: SchemaNames,
): TupleCondition {
  const name = names.condition(caveatName);
  if (name === undefined) throw unusableAnswer('a stored tuple with a condition of the model');
  const values = context === undefined ? undefined : v1.PbStruct.toJson(context);
  const isEmpty = typeof values !== 'object' || values === null || Object.keys(values).length === 0;
  return parseCondition(isEmpty ? { name } : { name, context: values });
}
