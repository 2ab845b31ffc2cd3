import { describe, expect, it } from 'vitest';
import { embeddedCaseStore } from '../../conformance/embedded-case-store.js';
import { hasOpenFgaCases, OPENFGA_FILES } from '../../conformance/openfga-cases.js';
import type { CaseStore } from '../../conformance/run-openfga-case.js';
import { LEAST_APPLIED, runOpenFgaFiles, summarize } from '../../conformance/run-openfga-files.js';
import { createEngine, createStore, SERVERS, serverUrl } from './live-server.js';

/** Every stage writes its own model into the same store of the server. */
async function liveCaseStore(apiUrl: string): Promise<CaseStore> {
  const storeId = await createStore(apiUrl);
  return (model) => createEngine({ apiUrl, storeId, model });
}

describe.skipIf(!hasOpenFgaCases())('the public OpenFGA cases through the adapter', () => {
  it.each(SERVERS)(
    'answers on $name what the embedded engine answers',
    { timeout: 120_000 },
    async (server) => {
      const embedded = await runOpenFgaFiles(embeddedCaseStore);
      const live = await runOpenFgaFiles(() => liveCaseStore(serverUrl(server.variable)));
      console.log(summarize(server.name, live));
      expect(live).toEqual(embedded);
      expect(live.failures).toEqual([]);
      expect(live.passed).toBeGreaterThan(LEAST_APPLIED);
    },
  );
});

if (!hasOpenFgaCases()) {
  console.log(
    `OpenFGA cases: ${OPENFGA_FILES.length} files skipped, the folder is absent; set ZT_CONFORMANCE_DIR`,
  );
}
