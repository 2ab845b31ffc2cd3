import { parseArgs } from 'node:util';
import { baseUrl, demoMtlsPort, readEnvironment } from '@sample/shared';
import { ORDERS_SETTINGS, type OrdersEnvironment } from '../orders.tokens.js';
import { getCallers, NEWCOMER, REVOKED_BOB, subjectOf, tokenIdOf, type Callers } from './tour/callers.js';
import { readCertificates } from './tour/certificates.js';
import { leaveStep } from './tour/deletion-steps.js';
import { formatOutcome } from './tour/format-outcome.js';
import { registerNewcomer, type NewcomerPlaces } from './tour/newcomer.js';
import { runStep } from './tour/run-step.js';
import { unlockStep } from './tour/standing-steps.js';
import { CREATED, type TourStep } from './tour/step.js';
import { tourSteps } from './tour/steps.js';
import type { Tour } from './tour/tour.js';

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
  const environment = readEnvironment(ORDERS_SETTINGS);
  const tour = await prepare(environment);
  const lostTokenId = tokenIdOf(tour.callers.get(REVOKED_BOB) ?? {});
  const newcomer = tour.callers.get(NEWCOMER);
  const newcomerId = newcomer === undefined ? undefined : subjectOf(newcomer);
  const steps = tourSteps({ now: new Date(), environment, lostTokenId, newcomerId });
  let kept = 0;
  try {
    for (const step of steps) {
      const outcome = await runStep(tour, step);
      process.stdout.write(`${formatOutcome(outcome)}\n`);
      if (outcome.difference === undefined) kept += 1;
    }
  } finally {
    if (tour.createdId !== undefined) await runStep(tour, CLEAN_UP);
    await runStep(tour, unlockStep({ environment }));
    if (newcomerId !== undefined) await runStep(tour, leaveStep(newcomerId));
  }
  process.stdout.write(`\n${kept} of ${steps.length} steps as promised\n`);
  return kept === steps.length;
}

async function prepare(environment: OrdersEnvironment): Promise<Tour> {
  const { host, port, dataDir, authIssuer } = environment;
  const address = baseUrl(host, port);
  await requireRunning(address);
  const mtlsPort = demoMtlsPort(environment);
  if (mtlsPort === undefined)
    throw new Error('The API listens for no certificates. Set MTLS_PORT for it and for the tour.');
  const callers = await withNewcomer(await getCallers(), { address, authIssuer });
  const certificates = await readCertificates(dataDir);
  const tlsAddress = baseUrl(host, mtlsPort).replace('http:', 'https:');
  return { address, tlsAddress, callers, certificates, createdId: undefined, lastProof: '' };
}

async function withNewcomer(callers: Callers, places: NewcomerPlaces): Promise<Callers> {
  const newcomer = await registerNewcomer(places);
  return newcomer === undefined ? callers : new Map([...callers, [NEWCOMER, newcomer]]);
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
