import { readFile } from 'node:fs/promises';
import { EmbeddedRelationshipEngine } from '../../../authorization/relationships/embedded/embedded-engine.js';
import { parseAuthorizationModel } from '../../../authorization/relationships/model/parse-authorization-model.js';
import { MemoryTupleStore } from '../../../authorization/relationships/tuples/memory-tuple-store.js';
import { parseOpenFgaTestFile, type FileTest } from '../../../testing/openfga-test-file/openfga-test-file.js';
import { runOpenFgaTests, type StagedStore } from '../../../testing/openfga-test-file/run-openfga-tests.js';
import { CommandLineError } from '../../command-line/command-line.error.js';
import { defineCommand } from '../command.js';
import { unreadable } from '../unreadable.js';

/** `relationships test`. */
export const testCommand = defineCommand({
  summary: 'runs files of tests against their models',
  help: `Usage: relationships test FILE…

Runs files of tests in the format of OpenFGA's own suite (YAML: 'tests', each with stages of a model, tuples and
assertions) in this process, prints each failure and in the end 'N passed, N failed'. Exit code 1 if one failed.

Example:
  relationships test order-model.tests.yaml`,
  options: {},
  words: { least: 1, most: Number.POSITIVE_INFINITY },
  async run({ positionals }, output) {
    let passed = 0;
    let failed = 0;
    for (const file of positionals) {
      output.progress(`${file} …`);
      const { failures, ...report } = await runOpenFgaTests(await readTests(file), { createStore });
      for (const failure of failures) output.print(`${file}: ${failure}`);
      passed += report.passed;
      failed += failures.length;
    }
    output.print(`${passed} passed, ${failed} failed`);
    return failed === 0 ? 0 : 1;
  },
});

async function readTests(file: string): Promise<readonly FileTest[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw unreadable(file, error);
  });
  try {
    return parseOpenFgaTestFile(text, file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'it cannot be read';
    throw new CommandLineError(reason.includes(file) ? reason : `${file}: ${reason}`, { cause: error });
  }
}

/** The stages of a test share their tuples, each under its own model. */
function createStore(): StagedStore {
  const store = new MemoryTupleStore();
  return (model) => new EmbeddedRelationshipEngine({ model: parseAuthorizationModel(model), store });
}
