import { writeFile } from 'node:fs/promises';

/** A line of output. @returns {0} the exit status of a program that only says something */
export function print(text) {
  process.stdout.write(`${text}\n`);
  return 0;
}

/** One step, as soon as it has ended. */
export function printStep({ title, seconds, passed }) {
  print(`${passed ? 'ok    ' : 'FAILED'} ${seconds.toFixed(1).padStart(6)} s  ${title}`);
}

/** What came of it all. */
export function printSummary({ steps, failure }) {
  if (failure !== undefined) print(`\n${failure.message}`);
  const seconds = steps.reduce((sum, step) => sum + step.seconds, 0);
  const passed = steps.filter((step) => step.passed).length;
  print(
    `${passed} of ${steps.length} steps as the page says, in ${Math.floor(seconds / 60)} min ${(seconds % 60).toFixed(0)} s`,
  );
}

/** The numbers that scripts/count-tests.mjs adds up. */
export async function writeReport(file, { steps }) {
  const passed = steps.filter((step) => step.passed).length;
  const numbers = {
    numPassedTests: passed,
    numFailedTests: steps.length - passed,
    numPendingTests: 0,
    numTodoTests: 0,
  };
  await writeFile(file, JSON.stringify({ ...numbers, steps }, undefined, 2));
}
