import { expect, it } from 'vitest';
import { embeddedCaseStore } from './embedded-case-store.js';
import { LEAST_APPLIED, runOpenFgaFiles } from './run-openfga-files.js';
import { describeSuite, reportEngine } from './support/conformance-suite.js';

describeSuite('openfga', () => {
  it('are answered as expected by the embedded engine, to the last assertion', async (context) => {
    const { passed, failures, inapplicable } = await runOpenFgaFiles({ createStore: embeddedCaseStore });
    reportEngine(context, { engine: 'embedded', passed, failed: failures.length, inapplicable });
    expect(failures).toEqual([]);
    expect(inapplicable).toEqual([]);
    expect(passed).toBeGreaterThan(LEAST_APPLIED);
  });
});
