import type { ServerResponse } from 'node:http';
import { declaredStatusOf } from '../authorization/fields/response-handling.js';
import { unfilterable } from '../authorization/fields/unfilterable.js';
import type { RequestContext } from '../kernel/request-context.js';
import type { RouteDeclaration } from '../kernel/route-declaration.js';
import { rawResponseOf, type FrameworkResponse } from './http/framework-response.js';
import { openResponse, ResponseSeal, sealResponse } from './http/response-seal.js';
import type { RoutePlan } from './plan.js';
import { problemHeaders, problemOf } from './problem.js';

/** From here on only the end of the pipeline answers: what a handler writes by itself passes no filter, and is refused. */
export function sealAnswer(
  response: FrameworkResponse,
  context: RequestContext,
  { route, sealsAnswer }: RoutePlan,
): void {
  if (!sealsAnswer) return;
  const raw = rawResponseOf(response);
  sealResponse(raw, new AnswerSeal(raw, context, route));
}

/** The end of the pipeline answers now. @returns false if the request has been refused already */
export function openAnswer(response: FrameworkResponse): boolean {
  return openResponse(rawResponseOf(response));
}

/** What an exception filter of the application answers: a handler's own answers have the status that its route declares. */
export function isErrorStatus(status: number, route: RouteDeclaration): boolean {
  return status >= 400 && status !== declaredStatusOf(route);
}

class AnswerSeal extends ResponseSeal {
  constructor(
    private readonly response: ServerResponse,
    private readonly context: RequestContext,
    private readonly route: RouteDeclaration,
  ) {
    super();
  }

  mayPass(status: number): boolean {
    return isErrorStatus(status, this.route);
  }

  refuse(): void {
    const { response, context } = this;
    const { denial } = unfilterable('the handler answers by itself, past what the route returns');
    context.record('handler', denial);
    const problem = problemOf({ denial, decisionId: context.decisionId });
    response.statusCode = problem.status;
    for (const [name, value] of Object.entries({ ...context.responseHeaders, ...problemHeaders(denial) })) {
      response.setHeader(name, value);
    }
    response.end(JSON.stringify(problem));
  }
}
