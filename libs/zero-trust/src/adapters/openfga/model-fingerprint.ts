import { createHash } from 'node:crypto';
import { transformer } from '@openfga/syntax-transformer';
import type { AuthorizationModel } from '../../authorization/relationships/authorization-model.js';
import { parseAuthorizationModel } from '../../authorization/relationships/parse-authorization-model.js';

/** A model as the server keeps it. */
export type StoredModel = Parameters<typeof transformer.transformJSONToDSL>[0];

/** SHA-256 over what a model means, in hex. The order of types and relations, which the server does not keep, is no part of it. */
export function fingerprint(model: AuthorizationModel): string {
  const relations = [...model.relations()].map((relation) => JSON.stringify(relation)).toSorted();
  return createHash('sha256')
    .update(JSON.stringify([model.types.toSorted(), relations]))
    .digest('hex');
}

/** The fingerprint of a model of the server; nothing for one that this version cannot read, which is then another one. */
export function fingerprintOfStored(stored: StoredModel): string | undefined {
  try {
    return fingerprint(parseAuthorizationModel(transformer.transformJSONToDSL(stored)));
  } catch {
    return undefined;
  }
}
