import { parse } from 'yaml';

/** A tuple as such a file writes it. */
export interface FileTuple {
  readonly user: string;
  readonly relation: string;
  readonly object: string;
  readonly condition?: { readonly name: string; readonly context?: Readonly<Record<string, unknown>> };
}

/** What every kind of assertion has: what the question brings along, and OpenFGA's number of the error, if one is expected. */
export interface FileAssertion {
  readonly name?: string;
  readonly contextualTuples?: readonly FileTuple[];
  readonly context?: Readonly<Record<string, unknown>>;
  readonly errorCode?: number;
}

/** “Does `user` have `relation` on `object`?” */
export interface CheckAssertion extends FileAssertion {
  readonly tuple: FileTuple;
  /** @defaultValue false */
  readonly expectation?: boolean | null;
}

/** “On which objects of `type` does `user` have `relation`?” */
export interface ListObjectsAssertion extends FileAssertion {
  readonly request: { readonly user: string; readonly type: string; readonly relation: string };
  /** In any order. @defaultValue none */
  readonly expectation?: readonly string[] | null;
}

/** “Which subjects of the one kind in `filters` have `relation` on `object`?” */
export interface ListUsersAssertion extends FileAssertion {
  readonly request: {
    readonly filters: readonly string[];
    readonly object: string;
    readonly relation: string;
  };
  /** In any order. @defaultValue none */
  readonly expectation?: readonly string[] | null;
}

/** A model, the tuples that are added to those of the stages before, and what holds then. */
export interface FileStage {
  readonly model: string;
  readonly tuples?: readonly FileTuple[];
  readonly checkAssertions?: readonly CheckAssertion[];
  readonly listObjectsAssertions?: readonly ListObjectsAssertion[];
  readonly listUsersAssertions?: readonly ListUsersAssertion[];
}

/** Stages over one store. */
export interface FileTest {
  readonly name: string;
  readonly stages: readonly FileStage[];
}

/**
 * Reads a file of tests in the format of OpenFGA's own suite: `tests:` with stages of a model, tuples and assertions.
 *
 * @throws {TypeError} when the text is no such file; `file` names it
 */
export function parseOpenFgaTestFile(text: string, file: string): readonly FileTest[] {
  const tests = readTests(text, file);
  for (const [index, test] of tests.entries()) {
    if (isTest(test)) continue;
    throw new TypeError(`${file}: test ${index + 1} has no "name" and "stages" of which each has a "model"`);
  }
  return tests as readonly FileTest[];
}

function readTests(text: string, file: string): readonly unknown[] {
  let document: unknown;
  try {
    document = parse(text);
  } catch (cause) {
    throw new TypeError(`${file} is no YAML: ${cause instanceof Error ? cause.message : 'unreadable'}`, {
      cause,
    });
  }
  const tests = isRecord(document) ? document['tests'] : undefined;
  if (Array.isArray(tests)) return tests;
  throw new TypeError(`${file} has no list "tests"; see OpenFGA's assets/tests for the format`);
}

function isTest(test: unknown): boolean {
  if (!isRecord(test) || typeof test['name'] !== 'string' || !Array.isArray(test['stages'])) return false;
  return test['stages'].every((stage) => isRecord(stage) && typeof stage['model'] === 'string');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
