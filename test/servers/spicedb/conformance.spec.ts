import { randomUUID } from 'node:crypto';
import { RelationshipError } from 'nestjs-zero-trust';
import { spicedb } from 'nestjs-zero-trust/spicedb';
import { expect, it } from 'vitest';
import { runOpenFgaFiles } from '../../conformance/run-openfga-files.js';
import { describeSuite, reportEngine } from '../../conformance/support/conformance-suite.js';
import { serverVariable } from '../support/server-url.js';

const LEAST_PASSED = 740;

/** Where SpiceDB decides otherwise than OpenFGA, by the beginning of the name of the case; never towards a grant by mistake. */
const DIFFERENCES: readonly (readonly [beginning: string, reason: string])[] = [
  ['resolution_too_complex_throws_error', 'SpiceDB resolves twice as deep as OpenFGA, and so grants'],
  ['relation_through_ttu_with_condition', 'SpiceDB lists whom one path grants, though another is undecided'],
];

/** What the adapter refuses, and why. */
function inapplicability(error: unknown): string | undefined {
  if (!(error instanceof RelationshipError)) return undefined;
  if (error.message.includes('the server refuses the schema')) {
    return 'SpiceDB refuses a schema that does not permit the tuples that are stored';
  }
  if (error.reason === 'resolution_too_complex') return 'SpiceDB answers a cycle with an error, which denies';
  return undefined;
}

/** Why a failed case is none on SpiceDB; `undefined` for a real failure. */
function declaredDifference(failure: string): string | undefined {
  return DIFFERENCES.find(([beginning]) => failure.startsWith(beginning))?.[1];
}

describeSuite('openfga', () => {
  it('are answered as expected wherever SpiceDB can be asked', { timeout: 120_000 }, async (context) => {
    const endpoint = serverVariable('SPICEDB_TESTING_ENDPOINT');
    const createStore = () => {
      const token = randomUUID();
      return (model: string) => spicedb({ endpoint, token, model }).create();
    };
    const report = await runOpenFgaFiles({ createStore, inapplicability });
    const failures = report.failures.filter((failure) => declaredDifference(failure) === undefined);
    const differences = report.failures.flatMap((failure) => declaredDifference(failure) ?? []);
    const inapplicable = [...report.inapplicable, ...differences];
    reportEngine(context, {
      engine: 'SpiceDB',
      passed: report.passed,
      failed: failures.length,
      inapplicable,
    });
    expect(failures).toEqual([]);
    expect(differences).toHaveLength(3);
    expect(report.passed).toBeGreaterThan(LEAST_PASSED);
  });
});
