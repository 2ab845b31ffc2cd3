// Prints the closing line of a test run from its JSON report, and exits as the run did: count-tests.mjs REPORT STATUS
import { readFileSync } from 'node:fs';

const [report, status] = process.argv.slice(2);
const exitCode = Number(status);

function counts() {
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    // No report: the run ended before its first test, which is one failure.
    return { numPassedTests: 0, numFailedTests: 1, numPendingTests: 0, numTodoTests: 0 };
  }
}

const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = counts();
// A run that failed without a failing test (lint, types, a suite that did not load) counts as one failure.
const failed = exitCode !== 0 && numFailedTests === 0 ? 1 : numFailedTests;
console.log(`tests: ${numPassedTests} passed, ${failed} failed, ${numPendingTests + numTodoTests} skipped`);
process.exitCode = failed === 0 && numPassedTests > 0 ? 0 : 1;
