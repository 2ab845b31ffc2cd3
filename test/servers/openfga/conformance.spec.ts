import { expect, it } from 'vitest';
import type { StagedStore } from '../../../libs/zero-trust/src/testing/openfga-test-file/run-openfga-tests.js';
import { embeddedCaseStore } from '../../conformance/embedded-case-store.js';
import { LEAST_APPLIED, runOpenFgaFiles } from '../../conformance/run-openfga-files.js';
import { describeSuite, reportEngine } from '../../conformance/support/conformance-suite.js';
import { createEngine, createStore, SERVERS, serverUrl } from './live-server.js';

/** Every stage writes its own model into the same store of the server. */
async function liveCaseStore(apiUrl: string): Promise<StagedStore> {
  const storeId = await createStore(apiUrl);
  return (model) => createEngine({ apiUrl, storeId, model });
}

describeSuite('openfga', () => {
  it.for(SERVERS)(
    'are answered on $name as the embedded engine answers them, to the last assertion',
    { timeout: 120_000 },
    async ({ name: engine, variable }, context) => {
      const embedded = await runOpenFgaFiles({ createStore: embeddedCaseStore });
      const live = await runOpenFgaFiles({ createStore: () => liveCaseStore(serverUrl(variable)) });
      const { passed, failures, inapplicable } = live;
      reportEngine(context, { engine, passed, failed: failures.length, inapplicable });
      expect(failures).toEqual([]);
      expect(live).toEqual(embedded);
      expect(passed).toBeGreaterThan(LEAST_APPLIED);
    },
  );
});
