import { parseArgs } from 'node:util';
import { baseUrl, readEnvironment } from '@sample/shared';
import { getCallers } from './tour/callers.js';
import { formatOutcome } from './tour/format-outcome.js';
import { runStep, type Tour } from './tour/run-step.js';
import { CREATED, type TourStep } from './tour/step.js';
import { tourSteps } from './tour/steps.js';

const HELP = `Usage: npm run tour

Shows each promise of the sample by a real request against the running processes (start them with "npm start"): who
calls what, what came back, and why. What the tour makes, it removes. Ends with exit code 1 if anything differs.`;

const CLEAN_UP: TourStep = {
  who: 'alice',
  method: 'DELETE',
  path: `/v2/orders/${CREATED}`,
  promised: [{ status: 204 }, { status: 404, code: 'ZT_NOT_FOUND' }],
  why: 'what the tour made is removed',
};

async function runTour(): Promise<boolean> {
  const environment = readEnvironment(['host', 'port', 'sunsetV1']);
  const address = baseUrl(environment.host, environment.port);
  await requireRunning(address);
  const tour: Tour = { address, callers: await getCallers(), createdId: undefined };
  const steps = tourSteps({ now: new Date(), environment });
  let kept = 0;
  try {
    for (const step of steps) {
      const outcome = await runStep(tour, step);
      process.stdout.write(`${formatOutcome(outcome)}\n`);
      if (outcome.difference === undefined) kept += 1;
    }
  } finally {
    if (tour.createdId !== undefined) await runStep(tour, CLEAN_UP);
  }
  process.stdout.write(`\n${kept} of ${steps.length} steps as promised\n`);
  return kept === steps.length;
}

async function requireRunning(address: string): Promise<void> {
  try {
    await fetch(`${address}/health/live`, { signal: AbortSignal.timeout(5_000), redirect: 'error' });
  } catch (error) {
    throw new Error(
      `The orders API does not answer at ${address}. Start it with "npm start" and try again.`,
      {
        cause: error,
      },
    );
  }
}

try {
  const { values } = parseArgs({ options: { help: { type: 'boolean' } } });
  if (values.help === true) process.stdout.write(`${HELP}\n`);
  else process.exitCode = (await runTour()) ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : 'The tour could not be made.'}\n`);
  process.exitCode = 1;
}
