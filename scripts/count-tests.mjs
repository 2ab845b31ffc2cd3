// Adds up test runs from their JSON reports and prints the closing line: count-tests.mjs REPORT:STATUS [REPORT:STATUS …]
// Exits with 1 if a run failed, or ran no test.
import { readFileSync } from 'node:fs';

function readRun(argument) {
  const separator = argument.lastIndexOf(':');
  const status = Number(argument.slice(separator + 1));
  const run = readReport(argument.slice(0, separator));
  // A run that failed without a failing test (lint, types, a server, a suite that did not load) counts as one failure.
  const failed = (status !== 0 || run.passed === 0) && run.failed === 0 ? 1 : run.failed;
  return { ...run, failed };
}

function readReport(path) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(
      readFileSync(path, 'utf8'),
    );
    return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests };
  } catch {
    return { passed: 0, failed: 0, skipped: 0 }; // The run ended before its first test.
  }
}

const runs = process.argv.slice(2).map(readRun);
const total = (name) => runs.reduce((sum, run) => sum + run[name], 0);
console.log(`tests: ${total('passed')} passed, ${total('failed')} failed, ${total('skipped')} skipped`);
process.exitCode = total('failed') === 0 && runs.length > 0 ? 0 : 1;
