import { Catch, Inject, Injectable, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { throwError, type Observable } from 'rxjs';
import { AccessDeniedError } from '../kernel/errors.js';
import { DenialAnswers } from './answer-denial.js';
import type { FrameworkResponse } from './http/framework-response.js';
import { RequestContexts } from './http/request-contexts.js';
import { translateException } from './translate-exception.js';

/** Answers every exception as a problem (RFC 9457). What was not foreseen is logged, and told to nobody. */
@Injectable()
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
    @Inject(RequestContexts) private readonly contexts: RequestContexts,
    @Inject(DenialAnswers) private readonly answers: DenialAnswers,
  ) {}

  catch(exception: unknown, host: ArgumentsHost): void | Observable<never> {
    // What a microservice's filter throws reaches nobody, and its caller would wait for ever.
    if (host.getType() === 'rpc') return throwError(() => messageError(exception));
    if (host.getType() !== 'http') throw exception;
    this.answer(exception, host);
    return undefined;
  }

  private answer(exception: unknown, host: ArgumentsHost): void {
    const adapter = this.adapterHost.httpAdapter;
    const context = this.contexts.find(host.getArgByIndex(0));
    const { denial, status } = translateException(exception);
    if (context !== undefined && context.denial !== denial) context.record('handler', denial);
    const response = host.getArgByIndex<FrameworkResponse>(1);
    if (adapter.isHeadersSent(response)) {
      adapter.end(response);
      return;
    }
    this.answers.send(response, { denial, status, context });
  }
}

/** The shape in which `@nestjs/microservices` tells errors. */
function messageError(exception: unknown): { readonly status: 'error'; readonly message: string } {
  return { status: 'error', message: translateException(exception).denial.detail };
}

/** Answers only this package's denials: for applications that bind guards by hand and keep their own error format. */
@Injectable()
@Catch(AccessDeniedError)
export class DenialFilter extends ProblemFilter {}
