import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Challenges } from '../identity/index.js';
import type { Deny } from '../kernel/decision.js';
import type { RequestContext } from '../kernel/request-context.js';
import type { FrameworkResponse } from './http/framework-response.js';
import { problemHeaders, problemOf, writeHeaders } from './problem.js';

/** What is answered, and to which request. */
export interface DenialAnswer {
  readonly denial: Deny;
  /** `undefined` if nobody opened one, as for requests outside the pipeline. */
  readonly context: RequestContext | undefined;
  /** A status that the denial's kind does not have, as an application may choose. */
  readonly status?: number;
}

/** Answers denials as problems (RFC 9457), with the headers that every answer on their route carries. */
@Injectable()
export class DenialAnswers {
  constructor(
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
    @Inject(Challenges) private readonly challenges: Challenges,
  ) {}

  /** Writes the whole answer. */
  send(response: FrameworkResponse, { denial, context, status }: DenialAnswer): void {
    const adapter = this.adapterHost.httpAdapter;
    const problem = problemOf({ denial, status, decisionId: context?.decisionId ?? randomUUID() });
    const headers = { ...context?.responseHeaders, ...problemHeaders(denial) };
    writeHeaders(adapter, response, { ...headers, ...this.challengeOf(denial, context) });
    adapter.reply(response, problem, problem.status);
  }

  private challengeOf({ headers }: Deny, context: RequestContext | undefined): Record<string, string> {
    const challenge = headers?.['www-authenticate'];
    if (challenge === undefined || context === undefined) return {};
    return { 'www-authenticate': this.challenges.complete(challenge, context.request) };
  }
}
