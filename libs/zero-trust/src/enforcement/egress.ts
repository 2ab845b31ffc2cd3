import type { HttpServer } from '@nestjs/common';
import { deny } from '../kernel/decision.js';
import { replyJson } from './http/express-json.js';
import type { FrameworkRequest } from './http/inbound-http-request.js';
import type { RequestContexts } from './http/request-contexts.js';
import { problemHeaders, problemOf, writeHeaders } from './problem.js';

type Reply = HttpServer['reply'];

const NOT_CLEARED = deny({
  code: 'ZT_ROUTE_NOT_CLEARED',
  kind: 'internal',
  detail: 'An unexpected error occurred.',
  reason: 'a handler answered before every stage of its route had been passed',
});

/**
 * Wraps the adapter's reply once, at boot: what a handler returns leaves only if every stage of its plan was passed.
 * Denials, errors and raw routes pass.
 */
export function guardEgress(adapter: HttpServer, contexts: RequestContexts): void {
  const reply: Reply = adapter.getType() === 'express' ? replyJson(adapter) : adapter.reply.bind(adapter);
  adapter.reply = (
    response: { req?: FrameworkRequest; request?: FrameworkRequest },
    body: unknown,
    status,
  ) => {
    const context = contexts.find(response.req ?? response.request);
    if (context?.route === undefined || context.cleared || context.denial !== undefined) {
      return reply(response, body, status) as unknown;
    }
    context.record('handler', NOT_CLEARED);
    const problem = problemOf({ denial: NOT_CLEARED, decisionId: context.decisionId });
    writeHeaders(adapter, response, problemHeaders(NOT_CLEARED));
    return reply(response, problem, problem.status) as unknown;
  };
}
