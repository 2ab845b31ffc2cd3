import { StreamableFile, type HttpServer } from '@nestjs/common';
import { deny } from '../kernel/decision.js';
import { chain } from '../kernel/maybe-promise.js';
import type { RequestContext } from '../kernel/request-context.js';
import { replyJson } from './http/express-json.js';
import type { FrameworkResponse } from './http/framework-response.js';
import type { FrameworkRequest } from './http/inbound-http-request.js';
import type { RequestContexts } from './http/request-contexts.js';
import type { RoutePlan } from './plan.js';
import { problemHeaders, problemOf, writeHeaders } from './problem.js';
import { isErrorStatus, openAnswer } from './seal-answer.js';

type Reply = HttpServer['reply'];

const NOT_CLEARED = deny({
  code: 'ZT_ROUTE_NOT_CLEARED',
  kind: 'internal',
  detail: 'An unexpected error occurred.',
  reason: 'a handler answered before every stage of its route had been passed',
});

/** What the end of the pipeline needs to know. */
export interface EgressParts {
  readonly contexts: RequestContexts;
  /** Whether nothing may leave before every stage was passed; not so where guards are bound by hand. */
  readonly needsClearance: boolean;
}

/**
 * Wraps the adapter's reply once, at boot: what a handler returns leaves only if every stage of its plan was passed, and of its
 * fields only those that the caller may see. Denials, errors and raw routes pass.
 */
export function guardEgress(adapter: HttpServer, { contexts, needsClearance }: EgressParts): void {
  const write: Reply = adapter.getType() === 'express' ? replyJson(adapter) : adapter.reply.bind(adapter);
  const reply: Reply = (response: FrameworkResponse, body: unknown, status): unknown =>
    openAnswer(response) ? (write(response, body, status) as unknown) : undefined;
  const refuse = (context: RequestContext, response: FrameworkResponse): unknown => {
    context.record('handler', NOT_CLEARED);
    const problem = problemOf({ denial: NOT_CLEARED, decisionId: context.decisionId });
    writeHeaders(adapter, response, problemHeaders(NOT_CLEARED));
    return reply(response, problem, problem.status) as unknown;
  };
  adapter.reply = (
    response: FrameworkResponse & { req?: FrameworkRequest; request?: FrameworkRequest },
    body: unknown,
    status,
  ) => {
    const context = contexts.find(response.req ?? response.request);
    if (context?.route === undefined || context.denial !== undefined) {
      return reply(response, body, status) as unknown;
    }
    if (needsClearance && !context.cleared) return refuse(context, response);
    const plan = context.plan as RoutePlan | undefined;
    if (plan === undefined || isError(body, status, plan)) return reply(response, body, status) as unknown;
    // What is thrown here reaches the exception filters, as if the handler had thrown it.
    return chain(plan.filterAnswer(context, body), (shown) => reply(response, shown, status) as unknown);
  };
}

function isError(body: unknown, status: number | undefined, { route }: RoutePlan): boolean {
  return status !== undefined && !(body instanceof StreamableFile) && isErrorStatus(status, route);
}
