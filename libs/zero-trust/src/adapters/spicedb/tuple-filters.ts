import { v1 } from '@authzed/authzed-node';
import { Assignments } from '../../authorization/relationships/model/assignments.js';
import type { AuthorizationModel } from '../../authorization/relationships/model/authorization-model.js';
import { parseObject, parseSubject } from '../../authorization/relationships/names.js';
import type { TupleFilter } from '../../authorization/relationships/relationship-engine.port.js';
import type { TuplePlace } from '../../authorization/relationships/remote/tuple-lookup.port.js';
import type { Tuple } from '../../authorization/relationships/tuple.js';
import { encodeId } from './object-ids.js';
import { schemaName, tupleRelation } from './schema-names.js';

/** Exactly one stored tuple. */
export function filterOfTuple({ subject, relation, object }: Tuple): v1.RelationshipFilter {
  const { type, id } = parseObject(object);
  return v1.RelationshipFilter.create({
    resourceType: schemaName(type),
    optionalResourceId: encodeId(id),
    optionalRelation: tupleRelation(relation),
    optionalSubjectFilter: subjectFilter(subject),
  });
}

/** The tuples of a relation on an object with subjects of a kind. */
export function filterOfPlace({ object, relation, kind }: TuplePlace): v1.RelationshipFilter {
  const { type, id } = parseObject(object);
  return v1.RelationshipFilter.create({
    resourceType: schemaName(type),
    optionalResourceId: encodeId(id),
    optionalRelation: tupleRelation(relation),
    optionalSubjectFilter: {
      subjectType: schemaName(kind.type),
      optionalRelation: { relation: kind.relation === undefined ? '' : schemaName(kind.relation) },
    },
  });
}

/**
 * What to ask for the tuples that a filter of the port means: one question for each relation that it can be about, since
 * SpiceDB refuses to be asked for everything and for relations that a type does not have.
 */
export function filtersOf(filter: TupleFilter, model: AuthorizationModel): readonly v1.RelationshipFilter[] {
  const { object, subject, relation, type } = filter;
  const about = object === undefined ? undefined : parseObject(object);
  if (about !== undefined && type !== undefined && about.type !== type) return [];
  const wanted = about?.type ?? type;
  const assignments = new Assignments(model);
  const places = [...model.relations()].filter(
    (one) =>
      (wanted === undefined || one.type === wanted) &&
      (relation === undefined || one.name === relation) &&
      assignments.of({ type: one.type, relation: one.name }).length > 0,
  );
  const subjects = subject === undefined ? undefined : knownSubject(subject, model);
  if (subject !== undefined && subjects === undefined) return [];
  return places.map((place) =>
    v1.RelationshipFilter.create({
      resourceType: schemaName(place.type),
      optionalResourceId: about === undefined ? '' : encodeId(about.id),
      optionalRelation: tupleRelation(place.name),
      ...(subjects !== undefined && { optionalSubjectFilter: subjects }),
    }),
  );
}

/** No tuple can have a subject that the schema has no words for. */
function knownSubject(subject: string, model: AuthorizationModel): v1.SubjectFilter | undefined {
  const { type, relation } = parseSubject(subject);
  const isKnown = model.hasType(type) && (relation === undefined || model.hasRelation(type, relation));
  return isKnown ? subjectFilter(subject) : undefined;
}

function subjectFilter(subject: string): v1.SubjectFilter {
  const { type, id, relation } = parseSubject(subject);
  return {
    subjectType: schemaName(type),
    optionalSubjectId: encodeId(id),
    optionalRelation: { relation: relation === undefined ? '' : schemaName(relation) },
  };
}
