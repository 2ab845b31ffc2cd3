import type { ServerResponse } from 'node:http';
import { declaredStatusOf } from '../authorization/fields/response-handling.js';
import { unfilterable } from '../authorization/fields/unfilterable.js';
import type { RequestContext } from '../kernel/request-context.js';
import type { RouteDeclaration } from '../kernel/route-declaration.js';
import { openResponse, sealResponse } from './http/response-seal.js';
import type { RoutePlan } from './plan.js';
import { problemHeaders, problemOf } from './problem.js';

/** A response of Express, or a reply of Fastify around the one of Node. */
export type FrameworkResponse = ServerResponse | { readonly raw: ServerResponse };

/** From here on only the end of the pipeline answers: what a handler writes by itself passes no filter, and is refused. */
export function sealAnswer(
  response: FrameworkResponse,
  context: RequestContext,
  { route, sealsAnswer }: RoutePlan,
): void {
  if (!sealsAnswer) return;
  const raw = rawResponseOf(response);
  sealResponse(raw, {
    mayPass: (status) => isErrorStatus(status, route),
    refuse: () => refuse(raw, context),
  });
}

/** The end of the pipeline answers now. @returns false if the request has been refused already */
export function openAnswer(response: FrameworkResponse): boolean {
  return openResponse(rawResponseOf(response));
}

/** What an exception filter of the application answers: a handler's own answers have the status that its route declares. */
export function isErrorStatus(status: number, route: RouteDeclaration): boolean {
  return status >= 400 && status !== declaredStatusOf(route);
}

function refuse(response: ServerResponse, context: RequestContext): void {
  const { denial } = unfilterable('the handler answers by itself, past what the route returns');
  context.record('handler', denial);
  const problem = problemOf({ denial, decisionId: context.decisionId });
  response.statusCode = problem.status;
  for (const [name, value] of Object.entries({ ...context.responseHeaders, ...problemHeaders(denial) })) {
    response.setHeader(name, value);
  }
  response.end(JSON.stringify(problem));
}

function rawResponseOf(response: FrameworkResponse): ServerResponse {
  return 'raw' in response ? response.raw : response;
}
