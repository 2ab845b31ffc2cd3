import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';

/** A tuple as the cases write it. */
export interface CaseTuple {
  readonly user: string;
  readonly relation: string;
  readonly object: string;
  readonly condition?: object;
}

/** What every kind of assertion has: a result or OpenFGA's number of the error, and sometimes more than a question. */
interface Assertion {
  readonly errorCode?: number;
  readonly contextualTuples?: readonly CaseTuple[];
  readonly context?: object;
}

export interface CheckAssertion extends Assertion {
  readonly name?: string;
  readonly tuple: CaseTuple;
  readonly expectation?: boolean;
}

export interface ListObjectsAssertion extends Assertion {
  readonly request: { readonly user: string; readonly type: string; readonly relation: string };
  readonly expectation?: readonly string[] | null;
}

/** A model, and the tuples added to those of the stages before it. */
export interface CaseStage {
  readonly model: string;
  readonly tuples?: readonly CaseTuple[];
  readonly checkAssertions?: readonly CheckAssertion[];
  readonly listObjectsAssertions?: readonly ListObjectsAssertion[];
  readonly listUsersAssertions?: readonly object[];
}

export interface OpenFgaCase {
  readonly name: string;
  readonly stages: readonly CaseStage[];
}

const FOLDER = join(process.env['ZT_CONFORMANCE_DIR'] ?? resolve('../shared/conformance'), 'openfga');

/** The files of cases. */
export const OPENFGA_FILES = ['consolidated_1_1_tests.yaml', 'abac_tests.yaml'] as const;

/** Whether the cases are on this machine; they are no part of the repository. */
export function hasOpenFgaCases(): boolean {
  return existsSync(FOLDER);
}

export async function loadOpenFgaCases(file: string): Promise<readonly OpenFgaCase[]> {
  const { tests } = parse(await readFile(join(FOLDER, file), 'utf8')) as { tests: readonly OpenFgaCase[] };
  return tests;
}
