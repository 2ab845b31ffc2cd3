import {
  Inject,
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { FrameworkRequest } from './http/inbound-http-request.js';
import { rawOf, RequestContexts } from './http/request-contexts.js';

/**
 * For applications with `global: false`: has the requests that reach a handler recorded. Requests that a hand-bound guard
 * denies are recorded anyway. With the global guard every request is, and this interceptor is not needed.
 */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  constructor(@Inject(RequestContexts) private readonly contexts: RequestContexts) {}

  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (execution.getType() === 'http') {
      const request = execution.getArgByIndex<FrameworkRequest>(0);
      const context = this.contexts.find(request) ?? this.contexts.open(rawOf(request));
      context.audited = true;
    }
    return next.handle();
  }
}
