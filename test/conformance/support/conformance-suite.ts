import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, type TestContext } from 'vitest';

/** What came of one suite of public vectors. */
export interface SuiteResult {
  readonly suite: string;
  /** All vectors of the suite that were tried. */
  readonly vectors: number;
  /** Those whose outcome is the one that the suite expects. */
  readonly asExpected: number;
  /** The others, each with its reason; a test sees to it that the list does not grow unnoticed. */
  readonly exceptions: readonly SuiteException[];
}

/** A vector, or several, whose outcome is another one than the suite expects, on purpose. */
export interface SuiteException {
  readonly vector: string;
  readonly reason: string;
}

/** What came of public cases about relationships on one engine; each case is in exactly one of the three. */
export interface EngineResult {
  readonly engine: string;
  readonly passed: number;
  readonly failed: number;
  /** Why the engine cannot be asked a case: one text for each such case. */
  readonly inapplicable: readonly string[];
}

declare module 'vitest' {
  interface TaskMeta {
    conformance?: SuiteResult;
    engineConformance?: EngineResult;
  }
}

const ROOT = process.env['ZT_CONFORMANCE_DIR'] ?? resolve('../shared/conformance');

/** A file of a suite. */
export function suiteFile(suite: string, file = ''): string {
  return join(ROOT, suite, file);
}

/** Reads a JSON file of a suite. */
export function readSuiteFile(suite: string, file: string): unknown {
  return JSON.parse(readFileSync(suiteFile(suite, file), 'utf8'));
}

/** Declares the tests of a suite; they are skipped, with a printed reason, where its vectors are not on this machine. */
export function describeSuite(suite: string, declare: () => void): void {
  const isThere = existsSync(suiteFile(suite));
  if (!isThere) console.log(`conformance ${suite}: skipped, its folder is absent; set ZT_CONFORMANCE_DIR`);
  describe.skipIf(!isThere)(`the public vectors of ${suite}`, () => {
    declare();
  });
}

/** Hands the result to the reporter, which prints all of them as one table. */
export function reportSuite({ task }: TestContext, result: SuiteResult): void {
  task.meta.conformance = result;
}

/** The same for what came of an engine. */
export function reportEngine({ task }: TestContext, result: EngineResult): void {
  task.meta.engineConformance = result;
}
