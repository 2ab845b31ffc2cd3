import { Logger } from '@nestjs/common';
import { redactTokens } from '../audit/redact-tokens.js';
import { ALLOW, deny, type Allow, type Decision, type Deny } from '../kernel/decision.js';
import { settleInTime } from '../kernel/deadline.js';
import { AccessDeniedError } from '../kernel/errors.js';
import { chain, isPromise, type MaybePromise } from '../kernel/maybe-promise.js';
import type { RequestContext } from '../kernel/request-context.js';
import type { PlanStep } from './plan.js';
import { settleTrial, type Trial } from './report-only/trial.js';

const logger = new Logger('ZeroTrust');

/** The walk of one request. */
export interface Walk {
  readonly context: RequestContext;
  readonly steps: readonly PlanStep[];
  /** Longest time for one stage, in milliseconds; expiry is a deny. */
  readonly timeoutMs: number;
}

/**
 * Asks the steps in order, skipping what was passed before, and stops at the first deny. Synchronous until a stage
 * answers with a promise.
 *
 * @returns the deny, or `undefined` if every step was passed
 */
export function walk(request: Walk, from = 0): MaybePromise<Deny | undefined> {
  const { context, steps } = request;
  for (let index = from; index < steps.length; index++) {
    const step = steps[index] as PlanStep;
    if (context.hasPassedAll(step.bit)) continue;
    const decision = ask(step, request);
    // What most stages answer, and so before anything is read of it.
    if (decision === ALLOW) {
      context.pass(step, ALLOW);
      continue;
    }
    if (isPromise(decision)) {
      return decision.then((late) => settle(context, step, late) ?? walk(request, index + 1));
    }
    const denial = settle(context, step, decision);
    if (denial === undefined) continue;
    return step.name === 'check-lifecycle' ? chain(nameCaller(request), () => denial) : denial;
  }
  return undefined;
}

/**
 * Whoever calls what is served no more is refused without being asked for a credential. Who shows one that holds is named in the
 * audit record all the same: consumers that did not move in time are found by it.
 */
function nameCaller(request: Walk): MaybePromise<void> {
  const { context } = request;
  const next = request.steps.find(({ name }) => NAMING.has(name) && !context.hasPassed(name));
  if (next === undefined) return undefined;
  return chain(askInTime(next, request), (decision) => {
    if (!isAllow(decision)) return undefined;
    context.record(next.name, decision);
    return nameCaller(request);
  });
}

/** What it takes to know the caller for certain. */
const NAMING: ReadonlySet<string> = new Set(['authenticate', 'prove-possession']);

function ask(step: PlanStep, request: Walk): MaybePromise<Decision> {
  const decision = askInTime(step, request);
  const { trial } = step;
  if (trial === undefined) return decision;
  return chain(decision, (enforced) =>
    isAllow(enforced) ? askTrial({ step, trial, enforced }, request) : enforced,
  );
}

/** A step whose enforced part has allowed, and what is tried beside it. */
interface Trying {
  readonly step: PlanStep;
  readonly trial: Trial;
  readonly enforced: Allow;
}

/** Report-only mode. */
function askTrial({ step, trial, enforced }: Trying, request: Walk): MaybePromise<Decision> {
  const { name } = step;
  const { context } = request;
  const { masks } = context;
  return chain(askInTime({ name, check: trial.check }, request), (given) =>
    settleTrial({ context, stage: name, trial, enforced, verdict: decided(step, given), masks }),
  );
}

function askInTime(
  { name, check }: Pick<PlanStep, 'name' | 'check'>,
  { context, timeoutMs }: Walk,
): MaybePromise<Decision> {
  try {
    const decision = check(context);
    if (decision === ALLOW || !isPromise(decision)) return decision;
    return settleInTime({ dependency: `stage '${name}'`, timeoutMs }, decision).catch(denialOf);
  } catch (error) {
    return denialOf(error);
  }
}

/** Keeps the decision. */
function settle(context: RequestContext, step: PlanStep, given: Decision | undefined): Deny | undefined {
  const decision = decided(step, given);
  if (decision.effect === 'allow') {
    context.pass(step, decision);
    return undefined;
  }
  context.record(step.name, decision);
  return decision;
}

/** Whatever is neither an allow nor a deny is a deny. */
function decided({ name }: PlanStep, given: Decision | undefined): Decision {
  if (isAllow(given) || given?.effect === 'deny') return given;
  return internalDenial(`stage '${name}' gave no decision`);
}

function isAllow(given: Decision | undefined): given is Allow {
  return given?.effect === 'allow';
}

/** The deny that an error means: its own, or an internal one that tells the caller nothing. The cause is logged. */
export function denialOf(error: unknown): Deny {
  if (error instanceof AccessDeniedError) {
    if (error.cause !== undefined) logger.warn({ message: error.message, cause: nameOf(error.cause) });
    return error.denial;
  }
  logger.error(traceOf(error));
  return internalDenial(`unexpected ${nameOf(error)}`);
}

/** An internal error: nothing is granted, nothing is told. */
export function internalDenial(reason: string): Deny {
  return deny({ code: 'ZT_INTERNAL', kind: 'internal', detail: 'An unexpected error occurred.', reason });
}

/** Where it happened; without the further properties of the error, which may hold a query and its parameters. */
function traceOf(error: unknown): string {
  return redactTokens(error instanceof Error ? (error.stack ?? error.name) : `thrown: ${typeof error}`);
}

/** Messages of foreign errors may quote data, so that only their names are kept. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
