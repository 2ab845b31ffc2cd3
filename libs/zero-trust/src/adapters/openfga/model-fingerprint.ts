import type { AuthorizationModel as StoredModel } from '@openfga/sdk';
import { fingerprint } from '../../authorization/relationships/model/model-fingerprint.js';
import { parseAuthorizationModelJson } from '../../authorization/relationships/model/parse-authorization-model.js';

export type { StoredModel };

/** The fingerprint of a model of the server; nothing for one that this version cannot read, which is then another one. */
export function fingerprintOfStored(stored: StoredModel): string | undefined {
  try {
    return fingerprint(parseAuthorizationModelJson(stored));
  } catch {
    return undefined;
  }
}
