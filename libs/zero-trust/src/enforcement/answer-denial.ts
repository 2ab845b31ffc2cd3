import { randomUUID } from 'node:crypto';
import type { HttpServer } from '@nestjs/common';
import type { Deny } from '../kernel/decision.js';
import type { RequestContext } from '../kernel/request-context.js';
import { problemHeaders, problemOf, writeHeaders } from './problem.js';

/** What is answered, and to which request. */
export interface DenialAnswer {
  readonly denial: Deny;
  /** `undefined` if nobody opened one, as for requests outside the pipeline. */
  readonly context: RequestContext | undefined;
  /** A status that the denial's kind does not have, as an application may choose. */
  readonly status?: number;
}

/** Answers a denial as a problem (RFC 9457), with the headers that every answer on its route carries. */
export function answerDenial(adapter: HttpServer, response: unknown, answer: DenialAnswer): void {
  const { denial, context, status } = answer;
  const problem = problemOf({ denial, status, decisionId: context?.decisionId ?? randomUUID() });
  writeHeaders(adapter, response, { ...context?.responseHeaders, ...problemHeaders(denial) });
  adapter.reply(response, problem, problem.status);
}
