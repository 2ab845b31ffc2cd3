import {
  formatRestriction,
  type AuthorizationModel,
  type DirectRewrite,
  type TypeRestriction,
} from '../../../authorization/relationships/model/authorization-model.js';
import type { RelationName } from './flatten-union.js';
import { NotExpressible } from './not-expressible.js';

/**
 * The subject itself and everyone of its type, as far as the model accepts them.
 *
 * @throws {NotExpressible} for a tuple whose condition only an evaluator can decide
 */
export function acceptedSubjects({ restrictions }: DirectRewrite, subject: string): readonly string[] {
  const type = subject.slice(0, subject.indexOf(':'));
  const kinds = new Set(restrictions.map(unconditional));
  return [...(kinds.has(type) ? [subject] : []), ...(kinds.has(`${type}:*`) ? [`${type}:*`] : [])];
}

/** The usersets that the model accepts. */
export function acceptedUsersets({ restrictions }: DirectRewrite): readonly RelationName[] {
  return restrictions.flatMap(({ type, relation }) => (relation === undefined ? [] : [{ type, relation }]));
}

/**
 * The types of parents that have the relation to be had on them.
 *
 * @throws {NotExpressible} for a tuple whose condition only an evaluator can decide
 */
export function parentRelations(
  model: AuthorizationModel,
  { type, relation: tupleset }: RelationName,
  computed: string,
): readonly RelationName[] {
  const { rewrite } = model.relation(type, tupleset);
  if (rewrite.kind !== 'direct') throw new NotExpressible(`${type}#${tupleset} is not direct`);
  return rewrite.restrictions
    .map(unconditional)
    .filter((kind) => !/[#*]/.test(kind) && model.hasRelation(kind, computed))
    .map((kind) => ({ type: kind, relation: computed }));
}

function unconditional(restriction: TypeRestriction): string {
  if (restriction.condition === undefined) return formatRestriction(restriction);
  throw new NotExpressible(`a tuple may carry the condition ${restriction.condition}`);
}
