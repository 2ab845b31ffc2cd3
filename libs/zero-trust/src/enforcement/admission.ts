import { deny, type Deny } from '../kernel/decision.js';
import type { InboundRequest } from '../kernel/inbound-request.js';
import { isPromise, type MaybePromise } from '../kernel/maybe-promise.js';
import { notFound } from '../kernel/not-found.js';
import type { RequestContext } from '../kernel/request-context.js';
import type { AuditSink } from '../audit/audit-sink.port.js';
import type { AddressLimiter } from '../traffic/limits/address-limiter.js';
import { judgeBody } from '../traffic/validation/judge-body.js';
import type { InboundHttpRequest } from './http/inbound-http-request.js';
import type { RequestedVersions } from './http/requested-versions.js';
import type { PlanStep } from './plan.js';
import { lifecycleInCommon } from './lifecycle-in-common.js';
import { narrowByVersion } from './narrow-by-version.js';
import type { MatchedRoute, RouteEntry, RouteTable } from './route-table.js';
import { denialOf, walk } from './walk.js';

/** What admission needs. */
export interface AdmissionParts {
  readonly routes: RouteTable;
  readonly audit: AuditSink;
  readonly addressLimiter: AddressLimiter;
  readonly maxBodyBytes: number;
  readonly timeoutMs: number;
  /** Paths outside Nest's routes that the application serves on purpose. */
  readonly isRawRoute: (path: string) => boolean;
  /** `undefined` where versions are told apart by their paths or not at all, or cannot be told yet. */
  readonly requestedVersions?: RequestedVersions | undefined;
}

/**
 * Judges a request before a byte of its body is parsed: is it recorded, is its address within limits, is there such a
 * route, and, unless that is public, who is calling. The guard reuses these answers.
 */
export class Admission {
  constructor(private readonly parts: AdmissionParts) {}

  /** @returns the deny, or `undefined` to go on */
  judge(context: RequestContext): MaybePromise<Deny | undefined> {
    try {
      const denial = this.judgeArrival(context);
      return isPromise(denial)
        ? denial.catch(denialOf).then((late) => keep(context, late))
        : keep(context, denial);
    } catch (error) {
      return keep(context, denialOf(error));
    }
  }

  private judgeArrival(context: RequestContext): MaybePromise<Deny | undefined> {
    const fault = this.parts.audit.fault();
    if (fault !== undefined) return auditUnavailable(fault);
    const { method, path, sourceAddress } = context.request;
    const routes = this.parts.routes.match(method, path);
    if (routes.length > 0 && routes.every(({ plan }) => plan.skipsAddressLimit)) {
      return this.judgeRoute(context, routes);
    }
    const limited = this.parts.addressLimiter.check(sourceAddress);
    if (!isPromise(limited)) return limited.effect === 'deny' ? limited : this.judgeRoute(context, routes);
    return limited.then((decision) =>
      decision.effect === 'deny' ? decision : this.judgeRoute(context, routes),
    );
  }

  private judgeRoute(
    context: RequestContext,
    candidates: readonly MatchedRoute[],
  ): MaybePromise<Deny | undefined> {
    if (candidates.length === 0) return this.judgeUnrouted(context);
    const { routes, only } = settleLifecycle(context, this.narrow(context, candidates));
    const [first] = routes as [MatchedRoute, ...MatchedRoute[]];
    context.route = first.pattern;
    context.action = first.plan.action;
    context.plan = first.plan;
    context.judgedBy = first.plan.judgedBy;
    // With several candidates only what holds for all of them can be asked yet.
    const steps = only === undefined ? stepsInCommon(routes) : only.plan.stepsBeforeBody;
    const denial = walk({ context, steps, timeoutMs: this.parts.timeoutMs });
    if (isPromise(denial)) return denial.then((late) => late ?? this.judgeBodyOf(context, only));
    return denial ?? this.judgeBodyOf(context, only);
  }

  /** Of one path's versions that are told apart otherwise, usually one is asked for. */
  private narrow({ request }: RequestContext, candidates: readonly MatchedRoute[]): Narrowed {
    const requested = this.parts.requestedVersions?.((request as InboundHttpRequest).raw);
    const [single, another] = candidates;
    if (requested === undefined) {
      return { routes: candidates, only: another === undefined ? single : undefined };
    }
    const routes = narrowByVersion(candidates, requested);
    if (routes.length === 0) return { routes: candidates, only: undefined, reachesNone: true };
    return { routes, only: routes.length === 1 ? routes[0] : undefined };
  }

  private judgeUnrouted({ request }: RequestContext): Deny | undefined {
    const allowedMethods = this.parts.routes.methodsOf(request.path);
    if (this.parts.isRawRoute(request.path)) return undefined;
    if (allowedMethods.length === 0) return notFound('no route has this path');
    // A preflight carries no credential and reaches no handler; the framework's CORS support answers it.
    return isPreflight(request) ? undefined : methodNotAllowed(allowedMethods);
  }

  private judgeBodyOf({ request }: RequestContext, only: RouteEntry | undefined): Deny | undefined {
    return judgeBody(request, { route: only?.plan.route, maxBodyBytes: this.parts.maxBodyBytes });
  }
}

/** What a request may reach. */
interface Narrowed {
  readonly routes: readonly MatchedRoute[];
  /** The one that it reaches if it reaches any. */
  readonly only: MatchedRoute | undefined;
  /** None of them answers the version that is asked for. */
  readonly reachesNone?: boolean;
}

/** Where none of several answers any more, it does not matter which one is meant: the first says so. */
function settleLifecycle(context: RequestContext, narrowed: Narrowed): Narrowed {
  const { routes, only, reachesNone = false } = narrowed;
  if (only !== undefined || reachesNone) return narrowed;
  const { areAllOver, headers } = lifecycleInCommon(
    context,
    routes.map(({ plan }) => plan),
  );
  context.responseHeaders = headers;
  return areAllOver ? { routes, only: routes[0] } : narrowed;
}

/** Who is calling is the same question for all of them, unless one of them does not ask. */
function stepsInCommon(candidates: readonly RouteEntry[]): readonly PlanStep[] {
  if (candidates.some(({ plan }) => plan.publicReason !== undefined)) return [];
  return (candidates[0]?.plan.stepsBeforeBody ?? []).filter(({ name }) => name === 'authenticate');
}

/** Fetch Standard, CORS protocol: how a browser asks before it sends a request to another origin. */
function isPreflight(request: InboundRequest): boolean {
  return request.method === 'OPTIONS' && request.header('access-control-request-method').length > 0;
}

/** Stages record their own denials; what admission itself refuses is recorded here. */
function keep(context: RequestContext, denial: Deny | undefined): Deny | undefined {
  if (denial !== undefined && context.denial !== denial) context.record('admission', denial);
  context.admitted = denial === undefined;
  return denial;
}

function auditUnavailable(fault: string): Deny {
  return deny({
    code: 'ZT_AUDIT_UNAVAILABLE',
    kind: 'unavailable',
    detail: 'The service cannot keep its records at present. Try again later.',
    reason: fault,
    retryAfterSeconds: 5,
  });
}

/** RFC 9110 §15.5.6. */
function methodNotAllowed(allowedMethods: readonly string[]): Deny {
  return deny({
    code: 'ZT_METHOD_NOT_ALLOWED',
    kind: 'method-not-allowed',
    detail: `This resource answers to ${allowedMethods.join(', ')}.`,
    reason: 'no route has this method and path',
    headers: { allow: allowedMethods.join(', ') },
  });
}
