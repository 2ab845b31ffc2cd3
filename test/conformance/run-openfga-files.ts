import { loadOpenFgaCases, OPENFGA_FILES } from './openfga-cases.js';
import { runOpenFgaCase, type CaseReport, type CaseStore } from './run-openfga-case.js';

/** Guards against a loader or a filter that quietly applies nothing. */
export const LEAST_APPLIED = 60;

/** Runs every case of every file, each on a store of its own, and adds the reports up. */
export async function runOpenFgaFiles(
  createStore: () => CaseStore | Promise<CaseStore>,
): Promise<CaseReport> {
  const total: CaseReport = { passed: 0, failures: [], inapplicable: [] };
  for (const file of OPENFGA_FILES) {
    for (const testCase of await loadOpenFgaCases(file)) {
      const { passed, failures, inapplicable } = await runOpenFgaCase(testCase, await createStore());
      total.passed += passed;
      total.failures.push(...failures);
      total.inapplicable.push(...inapplicable);
    }
  }
  return total;
}

/** One line that says what came of it. */
export function summarize(engine: string, { passed, failures, inapplicable }: CaseReport): string {
  const counts = new Map<string, number>();
  for (const reason of inapplicable) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const parts = [...counts].map(([reason, count]) => `${count} ${reason}`);
  return `OpenFGA cases on ${engine}: ${passed} assertions passed, ${failures.length} failed; ${inapplicable.length} inapplicable (${parts.join(', ')})`;
}
