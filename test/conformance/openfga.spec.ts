import { expect, it } from 'vitest';
import { embeddedCaseStore } from './embedded-case-store.js';
import { LEAST_APPLIED, runOpenFgaFiles } from './run-openfga-files.js';
import { describeSuite, reportSuite } from './support/conformance-suite.js';

describeSuite('openfga', () => {
  it('are answered as expected by the embedded engine, as far as the supported language goes', async (context) => {
    const { passed, failures, inapplicable } = await runOpenFgaFiles(embeddedCaseStore);
    const vectors = passed + failures.length + inapplicable.length;
    const exceptions = [...new Set(inapplicable)].map((reason) => {
      const count = inapplicable.filter((one) => one === reason).length;
      return { vector: `${count} assertions`, reason };
    });
    reportSuite(context, { suite: 'openfga', vectors, asExpected: passed, exceptions });
    expect(failures).toEqual([]);
    expect(passed).toBeGreaterThan(LEAST_APPLIED);
  });
});
