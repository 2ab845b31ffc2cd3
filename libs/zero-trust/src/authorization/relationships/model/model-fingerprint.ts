import { createHash } from 'node:crypto';
import { formatParameterType } from '../../cel/parameter-type.js';
import type { ConditionDefinition } from '../conditions/condition-definition.js';
import type { AuthorizationModel } from './authorization-model.js';

/** Hex digits that tell the models of one application apart. */
const VERSION_LENGTH = 12;

/** SHA-256 over what a model means, in hex. The order of types and relations, which the server does not keep, is no part of it. */
export function fingerprint(model: AuthorizationModel): string {
  const relations = [...model.relations()].map((relation) => JSON.stringify(relation)).toSorted();
  const conditions = [...model.conditions.values()].map(meaningOf).toSorted();
  return createHash('sha256')
    .update(JSON.stringify([model.types.toSorted(), relations, conditions]))
    .digest('hex');
}

/** Lines are indented anew wherever a model is printed. */
function meaningOf({ name, parameters, expression }: ConditionDefinition): string {
  const types = [...parameters].map(([parameter, type]) => `${parameter}: ${formatParameterType(type)}`);
  const lines = expression.split('\n').map((line) => line.trim());
  return JSON.stringify([name, types.toSorted(), lines.filter((line) => line !== '')]);
}

/** A short name of what a model means, for audit records. */
export function modelVersionOf(model: AuthorizationModel): string {
  return fingerprint(model).slice(0, VERSION_LENGTH);
}
