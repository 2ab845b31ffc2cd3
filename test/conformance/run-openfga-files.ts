import {
  runOpenFgaTests,
  type OpenFgaTestReport,
  type OpenFgaTestRun,
} from '../../libs/zero-trust/src/testing/openfga-test-file/run-openfga-tests.js';
import { loadOpenFgaCases } from './openfga-cases.js';

/** Guards against a loader or a filter that quietly applies nothing. */
export const LEAST_APPLIED = 800;

/** Runs every case of every file, each on a store of its own. */
export async function runOpenFgaFiles(run: OpenFgaTestRun): Promise<OpenFgaTestReport> {
  return runOpenFgaTests(await loadOpenFgaCases(), run);
}
