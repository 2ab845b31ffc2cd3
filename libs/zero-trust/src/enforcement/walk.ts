import { Logger } from '@nestjs/common';
import { redactTokens } from '../audit/redact-tokens.js';
import { deny, type Decision, type Deny } from '../kernel/decision.js';
import { settleInTime } from '../kernel/deadline.js';
import { AccessDeniedError } from '../kernel/errors.js';
import { isPromise, type MaybePromise } from '../kernel/maybe-promise.js';
import type { RequestContext } from '../kernel/request-context.js';
import type { PlanStep } from './plan.js';

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
    if (context.hasPassed(step.name)) continue;
    const decision = ask(step, request);
    if (isPromise(decision)) {
      return decision.then((late) => settle(context, step, late) ?? walk(request, index + 1));
    }
    const denial = settle(context, step, decision);
    if (denial !== undefined) return denial;
  }
  return undefined;
}

function ask(step: PlanStep, { context, timeoutMs }: Walk): MaybePromise<Decision> {
  try {
    const decision = step.check(context);
    if (!isPromise(decision)) return decision;
    return settleInTime({ dependency: `stage '${step.name}'`, timeoutMs }, decision).catch(denialOf);
  } catch (error) {
    return denialOf(error);
  }
}

/** Keeps the decision. Whatever is neither an allow nor a deny is a deny. */
function settle(context: RequestContext, step: PlanStep, decision: Decision | undefined): Deny | undefined {
  if (decision?.effect === 'allow') {
    context.record(step.name, decision);
    return undefined;
  }
  const denial =
    decision?.effect === 'deny' ? decision : internalDenial(`stage '${step.name}' gave no decision`);
  context.record(step.name, denial);
  return denial;
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
