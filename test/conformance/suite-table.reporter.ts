import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { formatTable } from './support/format-table.js';
import type { EngineResult, SuiteResult } from './support/conformance-suite.js';

/**
 * Prints what came of all suites as one table, of the cases about relationships as one for all engines, every exception with
 * its reason, and which suites were skipped.
 */
export default class SuiteTableReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    printSuites(tests.flatMap((test) => test.meta().conformance ?? []));
    printEngines(tests.flatMap((test) => test.meta().engineConformance ?? []));
    printSkipped(tests.filter((test) => test.result().state === 'skipped').map(suiteOf));
  }
}

function printSuites(results: readonly SuiteResult[]): void {
  const rows = results
    .toSorted((one, other) => one.suite.localeCompare(other.suite))
    .map(({ suite, vectors, asExpected }) => [suite, vectors, asExpected, vectors - asExpected]);
  console.log(`\n${formatTable([['suite', 'vectors', 'as expected', 'exceptions'], ...rows])}`);
  for (const { suite, exceptions } of results)
    for (const { vector, reason } of exceptions) console.log(`${suite}: ${vector}: ${reason}`);
}

function printEngines(results: readonly EngineResult[]): void {
  const rows = results.map(({ engine, passed, failed, inapplicable }) => [
    engine,
    passed,
    failed,
    inapplicable.length,
  ]);
  console.log(`\n${formatTable([['OpenFGA cases on', 'passed', 'failed', 'inapplicable'], ...rows])}`);
  for (const { engine, inapplicable } of results)
    for (const [reason, count] of countEach(inapplicable)) console.log(`${engine}: ${count}: ${reason}`);
}

function printSkipped(suites: readonly string[]): void {
  for (const [suite, count] of countEach(suites))
    console.log(`${suite}: ${count} tests skipped: the folder is absent; set ZT_CONFORMANCE_DIR`);
}

/** Each text once, with how often it is there. */
function countEach(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

/** `wycheproof` for `wycheproof.spec.ts`, `spicedb` for `spicedb/conformance.spec.ts`. */
function suiteOf(test: TestCase): string {
  return test.module.moduleId.replace(/(?:\/conformance)?\.spec\.ts$/, '').replace(/^.*\//, '');
}
