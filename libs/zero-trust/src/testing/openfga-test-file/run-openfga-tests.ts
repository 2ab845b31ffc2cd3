import type { RelationshipEngine } from '../../authorization/relationships/relationship-engine.port.js';
import { RelationshipError } from '../../authorization/relationships/relationship-error.js';
import type { Tuple } from '../../authorization/relationships/tuple.js';
import type { MaybePromise } from '../../kernel/maybe-promise.js';
import { describeMismatch, isExpected, type Expected } from './expected-outcome.js';
import type { FileAssertion, FileStage, FileTest, FileTuple } from './openfga-test-file.js';

/** What came of tests: nothing is dropped, an assertion is passed, failed or inapplicable. */
export interface OpenFgaTestReport {
  readonly passed: number;
  /** One text for each failure: the test, the question, what was expected and what came. */
  readonly failures: readonly string[];
  /** For each assertion that the engine cannot be asked, why. */
  readonly inapplicable: readonly string[];
}

/** An empty store for one test: makes an engine on it for the model of each stage, over the tuples of the stages before. */
export type StagedStore = (model: string) => MaybePromise<RelationshipEngine>;

/** Where tests run. */
export interface OpenFgaTestRun {
  /** Called once for each test. */
  readonly createStore: () => MaybePromise<StagedStore>;
  /** Why an engine cannot be asked something, given what it threw; `undefined` for a failure. @defaultValue every error counts */
  readonly inapplicability?: (error: unknown) => string | undefined;
}

/** The most tuples that every engine takes as one change. */
const MAX_TUPLES_PER_WRITE = 100;

/**
 * Runs tests of an OpenFGA test file one after another.
 *
 * @example
 * ```ts
 * const report = await runOpenFgaTests(parseOpenFgaTestFile(text, file), { createStore });
 * console.log(`${report.passed} passed, ${report.failures.length} failed`);
 * ```
 */
export async function runOpenFgaTests(
  tests: readonly FileTest[],
  run: OpenFgaTestRun,
): Promise<OpenFgaTestReport> {
  const report = { passed: 0, failures: [] as string[], inapplicable: [] as string[] };
  for (const test of tests) {
    const store = await run.createStore();
    for (const [index, stage] of test.stages.entries()) {
      await runStage({ run, store, stage, report, label: `${test.name}, stage ${index + 1}` });
    }
  }
  return report;
}

interface MutableReport {
  passed: number;
  readonly failures: string[];
  readonly inapplicable: string[];
}

interface StageRun {
  readonly run: OpenFgaTestRun;
  readonly store: StagedStore;
  readonly stage: FileStage;
  readonly report: MutableReport;
  readonly label: string;
}

interface Asked {
  readonly question: string;
  readonly expected: Expected;
  readonly ask: (engine: RelationshipEngine) => unknown;
}

async function runStage({ run, store, stage, report, label }: StageRun): Promise<void> {
  const prepared = await outcome(() => prepare(store, stage));
  for (const { question, expected, ask } of questionsOf(stage)) {
    const isReady = !(prepared instanceof Error);
    const actual = isReady ? await outcome(() => ask(prepared as RelationshipEngine)) : prepared;
    const isAsExpected = isReady && isExpected(expected, actual);
    const reason = isAsExpected ? undefined : run.inapplicability?.(actual);
    if (isAsExpected) report.passed += 1;
    else if (reason !== undefined) report.inapplicable.push(reason);
    else report.failures.push(`${label}: ${question}: ${describeMismatch(expected, actual)}`);
  }
}

async function prepare(store: StagedStore, { model, tuples = [] }: FileStage): Promise<RelationshipEngine> {
  const engine = await store(model);
  for (let from = 0; from < tuples.length; from += MAX_TUPLES_PER_WRITE) {
    await engine.write({ writes: tuples.slice(from, from + MAX_TUPLES_PER_WRITE).map(toTuple) });
  }
  return engine;
}

function questionsOf(stage: FileStage): readonly Asked[] {
  const checks = (stage.checkAssertions ?? []).map((assertion): Asked => {
    const query = { ...toTuple(assertion.tuple), ...contextOf(assertion) };
    const ask = async (engine: RelationshipEngine): Promise<boolean> => (await engine.check(query)).allowed;
    return { question: `check ${describe(assertion.tuple, assertion)}`, expected: assertion, ask };
  });
  const objects = (stage.listObjectsAssertions ?? []).map((assertion): Asked => {
    const { user: subject, relation, type } = assertion.request;
    const query = { subject, relation, type, ...contextOf(assertion) };
    const question = `list objects ${describe(assertion.request, assertion)}`;
    return { question, expected: listed(assertion), ask: (engine) => engine.listObjects(query) };
  });
  const users = (stage.listUsersAssertions ?? []).map((assertion): Asked => {
    const { filters, object, relation } = assertion.request;
    const query = { object, relation, kind: filters[0] ?? '', ...contextOf(assertion) };
    const question = `list users ${describe(assertion.request, assertion)}`;
    return { question, expected: listed(assertion), ask: (engine) => engine.listSubjects(query) };
  });
  return [...checks, ...objects, ...users];
}

function listed({ errorCode, expectation }: Expected): Expected {
  return { ...(errorCode !== undefined && { errorCode }), expectation: expectation ?? [] };
}

function describe(request: object, { context, contextualTuples }: FileAssertion): string {
  return JSON.stringify({ ...request, context, contextualTuples });
}

function contextOf({ context, contextualTuples }: FileAssertion): {
  readonly context?: Readonly<Record<string, unknown>>;
  readonly contextualTuples?: readonly Tuple[];
} {
  return {
    ...(context && { context }),
    ...(contextualTuples && { contextualTuples: contextualTuples.map(toTuple) }),
  };
}

function toTuple({ user, relation, object, condition }: FileTuple): Tuple {
  return { subject: user, relation, object, ...(condition && { condition }) };
}

/** What came of it; only errors about relationships are outcomes, and those of a model or a write. */
async function outcome(act: () => unknown): Promise<unknown> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof RelationshipError) return error;
    throw error;
  }
}
