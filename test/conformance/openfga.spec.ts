import { describe, expect, it } from 'vitest';
import { hasOpenFgaCases, loadOpenFgaCases } from './openfga-cases.js';
import { runOpenFgaCase, type CaseReport } from './run-openfga-case.js';

const FILES = ['consolidated_1_1_tests.yaml', 'abac_tests.yaml'];

// Guards against a loader or a filter that quietly applies nothing.
const LEAST_APPLIED = 60;

describe.skipIf(!hasOpenFgaCases())('the public OpenFGA cases on the embedded engine', () => {
  it('answers every assertion that the supported language covers', async () => {
    const reports: CaseReport[] = [];
    for (const file of FILES) {
      for (const testCase of await loadOpenFgaCases(file)) reports.push(await runOpenFgaCase(testCase));
    }
    const passed = reports.reduce((sum, report) => sum + report.passed, 0);
    const inapplicable = reports.flatMap((report) => report.inapplicable);
    console.log(`OpenFGA cases: ${passed} assertions passed; ${summary(inapplicable)} inapplicable`);
    expect(reports.flatMap((report) => report.failures)).toEqual([]);
    expect(passed).toBeGreaterThan(LEAST_APPLIED);
  });
});

if (!hasOpenFgaCases()) {
  console.log(`OpenFGA cases: ${FILES.length} files skipped, the folder is absent; set ZT_CONFORMANCE_DIR`);
}

function summary(reasons: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const parts = [...counts].map(([reason, count]) => `${count} ${reason}`);
  return `${reasons.length} (${parts.join(', ')})`;
}
