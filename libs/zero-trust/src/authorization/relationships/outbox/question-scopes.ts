import { parseObject } from '../names.js';
import type { CheckQuery, ListObjectsQuery, ListSubjectsQuery } from '../relationship-engine.port.js';
import type { QuestionScope } from './concerned-changes.js';

/** @throws {RelationshipError} `invalid_object` */
export function checkScope({ subject, relation, object }: CheckQuery): QuestionScope {
  return { type: parseObject(object).type, relation, object, subject };
}

/** Of any object of the type. */
export function objectsScope({ subject, relation, type }: ListObjectsQuery): QuestionScope {
  return { type, relation, subject };
}

/** @throws {RelationshipError} `invalid_object` */
export function subjectsScope({ object, relation }: ListSubjectsQuery): QuestionScope {
  return { type: parseObject(object).type, relation, object };
}
