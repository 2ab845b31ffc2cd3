import type { Decision } from '../kernel/decision.js';
import { isPromise, type MaybePromise } from '../kernel/maybe-promise.js';
import type { RequestContext } from '../kernel/request-context.js';
import type { RoutePlan } from './plan.js';

type Headers = Readonly<Record<string, string>>;

/** What the lifetimes of several routes come to, one of which a request reaches. */
export interface LifecycleInCommon {
  /** None of them answers now. */
  readonly areAllOver: boolean;
  /** What each of them would announce; `undefined` if there is nothing. */
  readonly headers: Headers | undefined;
}

const NOTHING: LifecycleInCommon = Object.freeze({ areAllOver: false, headers: undefined });

/** Asks the routes about their lifetimes and keeps none of the answers: each holds for a route that may not be the one reached. */
export function lifecycleInCommon(context: RequestContext, plans: readonly RoutePlan[]): LifecycleInCommon {
  const { responseHeaders } = context;
  let areAllOver = true;
  let headers: Headers | undefined;
  for (const [index, plan] of plans.entries()) {
    const step = plan.stepsBeforeBody.find(({ name }) => name === 'check-lifecycle');
    if (step === undefined) return NOTHING;
    context.responseHeaders = undefined;
    areAllOver = isDenied(step.check(context)) && areAllOver;
    headers = index === 0 ? context.responseHeaders : shared(headers, context.responseHeaders);
    context.responseHeaders = responseHeaders;
  }
  return { areAllOver, headers };
}

function isDenied(decision: MaybePromise<Decision>): boolean {
  return !isPromise(decision) && decision.effect === 'deny';
}

function shared(one: Headers = {}, other: Headers = {}): Headers | undefined {
  const both = Object.entries(one).filter(([name, value]) => other[name] === value);
  return both.length === 0 ? undefined : Object.fromEntries(both);
}
