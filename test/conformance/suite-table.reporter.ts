import type { Reporter, TestCase, TestModule } from 'vitest/node';
import type { SuiteResult } from './support/conformance-suite.js';

const COLUMNS = ['suite', 'vectors', 'as expected', 'exceptions'] as const;

/** Prints what came of all suites as one table, every exception with its reason, and which suites were skipped. */
export default class SuiteTableReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const results = tests.flatMap((test) => test.meta().conformance ?? []);
    const skipped = tests.filter((test) => test.result().state === 'skipped').map(suiteOf);
    console.log(`\n${tableOf(results)}`);
    for (const { suite, exceptions } of results)
      for (const { vector, reason } of exceptions) console.log(`${suite}: ${vector}: ${reason}`);
    for (const suite of new Set(skipped)) {
      const count = skipped.filter((one) => one === suite).length;
      console.log(`${suite}: ${count} tests skipped: the folder is absent; set ZT_CONFORMANCE_DIR`);
    }
  }
}

function tableOf(results: readonly SuiteResult[]): string {
  const rows = results
    .toSorted((one, other) => one.suite.localeCompare(other.suite))
    .map(({ suite, vectors, asExpected }) => [suite, vectors, asExpected, vectors - asExpected]);
  const cells = [COLUMNS, ...rows].map((row) => row.map(String));
  const widths = COLUMNS.map((_name, index) => Math.max(...cells.map((row) => row[index]?.length ?? 0)));
  return cells.map((row) => row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ')).join('\n');
}

/** `wycheproof` for `wycheproof.spec.ts`. */
function suiteOf(test: TestCase): string {
  return test.module.moduleId.replace(/^.*\/|\.spec\.ts$/g, '');
}
