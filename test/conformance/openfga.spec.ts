import { describe, expect, it } from 'vitest';
import { embeddedCaseStore } from './embedded-case-store.js';
import { hasOpenFgaCases, OPENFGA_FILES } from './openfga-cases.js';
import { LEAST_APPLIED, runOpenFgaFiles, summarize } from './run-openfga-files.js';

describe.skipIf(!hasOpenFgaCases())('the public OpenFGA cases on the embedded engine', () => {
  it('answers every assertion that the supported language covers', async () => {
    const report = await runOpenFgaFiles(embeddedCaseStore);
    console.log(summarize('the embedded engine', report));
    expect(report.failures).toEqual([]);
    expect(report.passed).toBeGreaterThan(LEAST_APPLIED);
  });
});

if (!hasOpenFgaCases()) {
  console.log(
    `OpenFGA cases: ${OPENFGA_FILES.length} files skipped, the folder is absent; set ZT_CONFORMANCE_DIR`,
  );
}
