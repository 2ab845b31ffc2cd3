import { deny, type Deny } from '../kernel/decision.js';
import type { InboundRequest } from '../kernel/inbound-request.js';
import { isPromise, type MaybePromise } from '../kernel/maybe-promise.js';
import { notFound } from '../kernel/not-found.js';
import type { RequestContext } from '../kernel/request-context.js';
import type { AuditSink } from '../audit/audit-sink.port.js';
import type { AddressLimiter } from '../traffic/limits/address-limiter.js';
import { judgeBody } from '../traffic/validation/judge-body.js';
import type { PlanStep } from './plan.js';
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
    const [first] = candidates;
    if (first === undefined) return this.judgeUnrouted(context);
    context.route = first.pattern;
    context.action = first.plan.action;
    context.plan = first.plan;
    context.judgedBy = first.plan.judgedBy;
    const denial = this.walkBeforeBody(context, candidates);
    if (isPromise(denial)) return denial.then((late) => late ?? this.judgeBodyOf(context, candidates));
    return denial ?? this.judgeBodyOf(context, candidates);
  }

  private judgeUnrouted({ request }: RequestContext): Deny | undefined {
    const allowedMethods = this.parts.routes.methodsOf(request.path);
    if (this.parts.isRawRoute(request.path)) return undefined;
    if (allowedMethods.length === 0) return notFound('no route has this path');
    // A preflight carries no credential and reaches no handler; the framework's CORS support answers it.
    return isPreflight(request) ? undefined : methodNotAllowed(allowedMethods);
  }

  /** With several candidates, as in header versioning, only what holds for all of them can be asked yet. */
  private walkBeforeBody(
    context: RequestContext,
    candidates: readonly RouteEntry[],
  ): MaybePromise<Deny | undefined> {
    const [{ plan }, another] = candidates as [RouteEntry, ...RouteEntry[]];
    const steps = another === undefined ? plan.stepsBeforeBody : stepsInCommon(candidates);
    return walk({ context, steps, timeoutMs: this.parts.timeoutMs });
  }

  private judgeBodyOf({ request }: RequestContext, candidates: readonly RouteEntry[]): Deny | undefined {
    const [only, other] = candidates;
    const route = other === undefined ? only?.plan.route : undefined;
    return judgeBody(request, { route, maxBodyBytes: this.parts.maxBodyBytes });
  }
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
