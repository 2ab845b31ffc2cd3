import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Deny } from '../kernel/decision.js';
import { AccessDeniedError } from '../kernel/errors.js';
import { isPromise } from '../kernel/maybe-promise.js';
import type { RequestContext } from '../kernel/request-context.js';
import { contextUnsupported } from './context-unsupported.js';
import { rawOf, RequestContexts } from './http/request-contexts.js';
import type { FrameworkResponse } from './http/framework-response.js';
import type { FrameworkRequest, InboundHttpRequest } from './http/inbound-http-request.js';
import type { RoutePlan } from './plan.js';
import { RoutePlans } from './route-plans.js';
import type { GuardPart } from './stages.js';
import { internalDenial, walk } from './walk.js';
import { EnforcementOptions } from './enforcement.options.js';
import { writeHeaders } from './problem.js';
import { sealAnswer } from './seal-answer.js';

const NOT_ADMITTED = internalDenial("admission did not run: something replaced the adapter's request hook");

/** The one global guard: walks the stages of the route's plan. It returns `true` or throws, nothing else. */
@Injectable()
export class ZeroTrustGuard implements CanActivate {
  /** The part of the table that this guard runs; all of it, here. */
  protected readonly part: GuardPart | undefined = undefined;

  constructor(
    @Inject(RequestContexts) private readonly contexts: RequestContexts,
    @Inject(RoutePlans) private readonly plans: RoutePlans,
    @Inject(EnforcementOptions) private readonly options: EnforcementOptions,
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
  ) {}

  /** @throws {@link AccessDeniedError} with the deny that ended the walk */
  canActivate(execution: ExecutionContext): true | Promise<true> {
    if (execution.getType() !== 'http') throw new AccessDeniedError(contextUnsupported(execution.getType()));
    const plan = this.plans.find(execution.getClass(), execution.getHandler());
    if (plan === undefined) throw new AccessDeniedError(internalDenial('the handler has no compiled plan'));
    const context = this.enter(execution, plan);
    const steps = this.part === undefined ? plan.steps : plan.steps.filter(({ part }) => part === this.part);
    const finish = (denial: Deny | undefined): true => {
      const response = execution.getArgByIndex<FrameworkResponse>(1);
      writeHeaders(this.adapterHost.httpAdapter, response, context.responseHeaders);
      if (denial !== undefined) throw new AccessDeniedError(denial);
      context.cleared = context.hasPassedAll(plan.stageBits);
      sealAnswer(response, context, plan);
      return true;
    };
    const denial = walk({ context, steps, timeoutMs: this.options.stageTimeoutMs });
    return isPromise(denial) ? denial.then(finish) : finish(denial);
  }

  /** Routing and body parsing are over: the context learns which handler was reached, and with what. */
  private enter(execution: ExecutionContext, plan: RoutePlan): RequestContext {
    const request = execution.getArgByIndex<FrameworkRequest>(0);
    const context = this.contexts.find(request) ?? this.contexts.open(rawOf(request));
    if (this.options.global && !context.admitted) throw new AccessDeniedError(NOT_ADMITTED);
    const hasWaited = (context.request as InboundHttpRequest).bind(request);
    context.audited = true;
    // Whoever sends its body slowly is judged by what holds when it has come. And where admission expected another route,
    // only what it learned about the caller still holds.
    if (hasWaited || context.plan !== plan) this.askAgain(context, plan, hasWaited);
    if (context.plan !== plan) {
      context.plan = plan;
      // The other route's announcements. A DPoP nonce among them is told again with the next answer.
      context.responseHeaders = undefined;
      context.judgedBy = plan.judgedBy;
      context.action = plan.action;
      context.route = `${plan.route.method} ${plan.route.paths[0]}`;
    }
    return context;
  }

  private askAgain(context: RequestContext, { stepsBeforeBody }: RoutePlan, hasWaited: boolean): void {
    const keepsCaller = !(hasWaited && this.contexts.isOutdated(context));
    for (const { name } of stepsBeforeBody) if (name !== 'authenticate' || !keepsCaller) context.forget(name);
  }
}
