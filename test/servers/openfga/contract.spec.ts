import { describe, expect, it } from 'vitest';
import { relationshipEngineContract } from '../../../libs/zero-trust/src/testing/relationship-engine.contract.js';
import { createEngine, SERVERS, serverUrl } from './live-server.js';

for (const { name, variable } of SERVERS) {
  relationshipEngineContract({
    name,
    createEngine: (model) => createEngine({ apiUrl: serverUrl(variable), model }),
    testApi: { describe, it, expect },
  });
}
