import type { MaybePromise } from '../../libs/zero-trust/src/kernel/maybe-promise.js';
import { ModelError } from '../../libs/zero-trust/src/authorization/relationships/model-error.js';
import type { RelationshipEngine } from '../../libs/zero-trust/src/authorization/relationships/relationship-engine.port.js';
import {
  RelationshipError,
  type RelationshipErrorReason,
} from '../../libs/zero-trust/src/authorization/relationships/relationship-error.js';
import type {
  CaseStage,
  CaseTuple,
  CheckAssertion,
  ListObjectsAssertion,
  OpenFgaCase,
} from './openfga-cases.js';

/** What came of one case: nothing is dropped, an assertion is passed, failed or inapplicable. */
export interface CaseReport {
  passed: number;
  readonly failures: string[];
  readonly inapplicable: string[];
}

const INVALID = ['type_not_found', 'relation_not_found', 'invalid_object', 'invalid_subject'] as const;

/** The reasons that stand for OpenFGA's error numbers; 2000 is its general validation error. */
const REASONS: Readonly<Record<number, readonly RelationshipErrorReason[]>> = {
  2000: INVALID,
  2002: ['resolution_too_complex'],
  2021: ['type_not_found'],
  2022: ['relation_not_found'],
};

/** An empty store for one case: makes an engine on it for the model of each stage. */
export type CaseStore = (model: string) => MaybePromise<RelationshipEngine>;

/** Runs the stages of a case over one store, each with its own model, as the cases are meant. */
export async function runOpenFgaCase({ name, stages }: OpenFgaCase, store: CaseStore): Promise<CaseReport> {
  const report: CaseReport = { passed: 0, failures: [], inapplicable: [] };
  let supported = true;
  for (const [index, stage] of stages.entries()) {
    skip(report, 'list users', stage.listUsersAssertions);
    const engine = supported ? await createEngine(stage, store) : undefined;
    if (engine === undefined) {
      // The stages after it build on tuples that could not be stored.
      supported = false;
      skip(report, 'construct not supported yet', stage.checkAssertions);
      skip(report, 'construct not supported yet', stage.listObjectsAssertions);
      continue;
    }
    await engine.write({ writes: (stage.tuples ?? []).map(toTuple) });
    await runStage({ engine, stage, report, label: `${name}, stage ${index + 1}` });
  }
  return report;
}

interface StageRun {
  readonly engine: RelationshipEngine;
  readonly stage: CaseStage;
  readonly report: CaseReport;
  readonly label: string;
}

async function runStage({ engine, stage, report, label }: StageRun): Promise<void> {
  for (const assertion of stage.checkAssertions ?? []) {
    const ask = async (): Promise<unknown> => (await engine.check(toTuple(assertion.tuple))).allowed;
    await judge({ report, assertion, ask, label: `${label}: check ${JSON.stringify(assertion.tuple)}` });
  }
  for (const assertion of stage.listObjectsAssertions ?? []) {
    const { user: subject, relation, type } = assertion.request;
    const ask = async (): Promise<unknown> => engine.listObjects({ subject, relation, type });
    await judge({ report, assertion, ask, label: `${label}: list ${JSON.stringify(assertion.request)}` });
  }
}

interface Judgement {
  readonly report: CaseReport;
  readonly assertion: CheckAssertion | ListObjectsAssertion;
  readonly ask: () => Promise<unknown>;
  readonly label: string;
}

async function judge({ report, assertion, ask, label }: Judgement): Promise<void> {
  const reason = inapplicability(assertion);
  if (reason !== undefined) {
    report.inapplicable.push(reason);
    return;
  }
  const actual = await outcome(ask);
  if (matches(assertion, actual)) report.passed += 1;
  else report.failures.push(`${label} gave ${JSON.stringify(actual)}`);
}

function inapplicability(assertion: CheckAssertion | ListObjectsAssertion): string | undefined {
  if (assertion.contextualTuples !== undefined) return 'contextual tuples';
  if (assertion.context !== undefined) return 'request context';
  const subject = 'tuple' in assertion ? assertion.tuple.user : assertion.request.user;
  return subject.endsWith(':*') ? 'wildcard subject' : undefined;
}

function matches(
  { errorCode, expectation }: CheckAssertion | ListObjectsAssertion,
  actual: unknown,
): boolean {
  if (errorCode !== undefined) return REASONS[errorCode]?.some((reason) => reason === actual) ?? false;
  const expected = typeof expectation === 'boolean' ? expectation : [...(expectation ?? [])].toSorted();
  return JSON.stringify(actual) === JSON.stringify(expected);
}

async function outcome(ask: () => Promise<unknown>): Promise<unknown> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof RelationshipError) return error.reason;
    throw error;
  }
}

async function createEngine({ model }: CaseStage, store: CaseStore): Promise<RelationshipEngine | undefined> {
  try {
    return await store(model);
  } catch (error) {
    if (
      error instanceof ModelError &&
      error.problems.every(({ message }) => message.includes('not supported yet'))
    ) {
      return undefined;
    }
    throw error;
  }
}

function skip(report: CaseReport, reason: string, assertions: readonly object[] = []): void {
  for (const _ of assertions) report.inapplicable.push(reason);
}

function toTuple({ user, relation, object }: CaseTuple): {
  subject: string;
  relation: string;
  object: string;
} {
  return { subject: user, relation, object };
}
