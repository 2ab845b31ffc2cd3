import type { Decision, InputProblem } from '../kernel/decision.js';
import type { MaybePromise } from '../kernel/maybe-promise.js';
import { RequestContext } from '../kernel/request-context.js';
import type { Constructor, HandlerParameter, RouteDeclaration } from '../kernel/route-declaration.js';
import type { StageCheck } from '../kernel/stage.js';
import { InspectRequestStage } from '../traffic/validation/inspect-request.stage.js';
import { inboundRequest } from './request-builders.js';

/** What a request brings; what is not given is empty, and the body absent. */
export interface Payloads {
  readonly body?: unknown;
  readonly query?: unknown;
  readonly params?: unknown;
}

/** What became of a request. */
export interface Inspection {
  /** Holds what was replaced. */
  readonly context: RequestContext;
  /** `undefined` if the route has nothing to inspect. */
  readonly decision: MaybePromise<Decision> | undefined;
}

/** What is found at boot. */
export interface InspectionAtBoot {
  readonly check: StageCheck | undefined;
  readonly findings: readonly string[];
  readonly controls: readonly string[];
}

/** A route whose handler takes these parameters: each a whole body without a class, unless it says otherwise. */
export function routeTaking(...parameters: readonly Partial<HandlerParameter>[]): RouteDeclaration {
  const whole = { source: 'body', property: undefined, type: undefined } as const;
  return {
    parameters: parameters.map((parameter) => ({ ...whole, ...parameter })),
  } as unknown as RouteDeclaration;
}

/** Boots the stage `inspect-request` for one route, with at most 2,000 values in a payload. */
export function bootInspection(route: RouteDeclaration): InspectionAtBoot {
  const findings: string[] = [];
  const stage = new InspectRequestStage({ maxPayloadValues: 2_000 });
  const check = stage.compile(route, ({ problem }) => findings.push(problem));
  return { check, findings, controls: stage.describe(route) };
}

/** Inspects one request to a route. */
export function inspect(route: RouteDeclaration, { body, query = {}, params = {} }: Payloads): Inspection {
  const request = inboundRequest({ method: 'POST', params, query, body });
  const context = new RequestContext({ decisionId: 'd', receivedAt: 0, request });
  return { context, decision: bootInspection(route).check?.(context) };
}

/** As {@link inspect}, for a handler that takes the body as an instance of a class. */
export function inspectBody(type: Constructor, body: unknown): Inspection {
  return inspect(routeTaking({ source: 'body', type }), { body });
}

/** What a decision names as wrong; empty for an allow. */
export function problemsOf(decision: unknown): readonly InputProblem[] {
  return (decision as { problems?: readonly InputProblem[] } | undefined)?.problems ?? [];
}

/** Where {@link problemsOf} are. */
export function pointersOf(decision: unknown): readonly string[] {
  return problemsOf(decision).map(({ pointer }) => pointer);
}
