import { describe, expect, it } from 'vitest';
import { Random, seedOf } from '../../relationships/random.js';
import { Differential } from './differential/differential.js';
import { serverUrl } from './live-server.js';

const SEED = seedOf('DIFFERENTIAL_SEED');
const CHECKS = Number(process.env['DIFFERENTIAL_CHECKS'] ?? 10_000);
const LISTINGS = Number(process.env['DIFFERENTIAL_LISTINGS'] ?? 1_000);

describe(`the embedded engine beside a live OpenFGA server (DIFFERENTIAL_SEED=${SEED})`, () => {
  it(`answers ${CHECKS} random checks and ${LISTINGS} listings alike`, { timeout: 300_000 }, async () => {
    const differential = new Differential(serverUrl('OPENFGA_URL'), new Random(SEED));
    await differential.run({ checks: CHECKS, listings: LISTINGS });
    console.log(differential.summary);
    expect(differential.differences).toEqual([]);
    expect(differential.declared).toBeLessThan((CHECKS + LISTINGS) / 100);
    expect(differential.answers.granted).toBeGreaterThan(CHECKS / 50);
    expect(differential.answers.denied).toBeGreaterThan(CHECKS / 50);
    expect(differential.answers.error).toBeGreaterThan(CHECKS / 1000);
  });
});
