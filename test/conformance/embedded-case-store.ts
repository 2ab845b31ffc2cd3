import { EmbeddedRelationshipEngine } from '../../libs/zero-trust/src/authorization/relationships/embedded-engine.js';
import { MemoryTupleStore } from '../../libs/zero-trust/src/authorization/relationships/memory-tuple-store.js';
import { parseAuthorizationModel } from '../../libs/zero-trust/src/authorization/relationships/parse-authorization-model.js';
import type { CaseStore } from './run-openfga-case.js';

/** An empty store of the embedded engine. */
export function embeddedCaseStore(): CaseStore {
  const store = new MemoryTupleStore();
  return (model) => new EmbeddedRelationshipEngine({ model: parseAuthorizationModel(model), store });
}
