import { createHash } from 'node:crypto';
import type { AuthorizationModel as StoredModel } from '@openfga/sdk';
import {
  formatParameterType,
  type ConditionDefinition,
} from '../../authorization/relationships/conditions/condition-definition.js';
import type { AuthorizationModel } from '../../authorization/relationships/model/authorization-model.js';
import { parseAuthorizationModelJson } from '../../authorization/relationships/model/parse-authorization-model.js';

export type { StoredModel };

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

/** The fingerprint of a model of the server; nothing for one that this version cannot read, which is then another one. */
export function fingerprintOfStored(stored: StoredModel): string | undefined {
  try {
    return fingerprint(parseAuthorizationModelJson(stored));
  } catch {
    return undefined;
  }
}
