import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  parseOpenFgaTestFile,
  type FileTest,
} from '../../libs/zero-trust/src/testing/openfga-test-file/openfga-test-file.js';
import { suiteFile } from './support/conformance-suite.js';

/** The files of cases. */
export const OPENFGA_FILES = ['consolidated_1_1_tests.yaml', 'abac_tests.yaml'] as const;

/** The cases of all files. */
export async function loadOpenFgaCases(): Promise<readonly FileTest[]> {
  const texts = OPENFGA_FILES.map(async (file) => {
    const text = await readFile(join(suiteFile('openfga'), file), 'utf8');
    return parseOpenFgaTestFile(text, file);
  });
  return (await Promise.all(texts)).flat();
}
