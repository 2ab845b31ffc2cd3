import { EmbeddedRelationshipEngine } from '../../libs/zero-trust/src/authorization/relationships/embedded/embedded-engine.js';
import { parseAuthorizationModel } from '../../libs/zero-trust/src/authorization/relationships/model/parse-authorization-model.js';
import { MemoryTupleStore } from '../../libs/zero-trust/src/authorization/relationships/tuples/memory-tuple-store.js';
import type { StagedStore } from '../../libs/zero-trust/src/testing/openfga-test-file/run-openfga-tests.js';

/** An empty store of the embedded engine. */
export function embeddedCaseStore(): StagedStore {
  const store = new MemoryTupleStore();
  return (model) => new EmbeddedRelationshipEngine({ model: parseAuthorizationModel(model), store });
}
