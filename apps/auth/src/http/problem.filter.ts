import { STATUS_CODES } from 'node:http';
import { Catch, HttpException, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { isDatabaseUnavailable } from '@sample/shared';
import type { Request, Response } from 'express';
import { DependencyUnavailableError } from 'nestjs-zero-trust';
import { AuthError, NOT_READY, type AuthErrorDetails } from './auth-error.js';
import { AuthLog } from './auth-log.js';

const INTERNAL: AuthErrorDetails = {
  status: 500,
  code: 'AUTH_INTERNAL',
  detail: 'The server could not answer. Try again; if it stays, look into its log.',
};

const NOT_FOUND: AuthErrorDetails = {
  status: 404,
  code: 'AUTH_NOT_FOUND',
  detail: 'Nothing is served at this address.',
};

/** Answers every error of this server's own endpoints as a problem (RFC 9457), without stack traces. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(AuthLog) private readonly log: AuthLog) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const details = this.#detailsOf(exception);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    answer({ request, response, details });
  }

  #detailsOf(exception: unknown): AuthErrorDetails {
    if (exception instanceof AuthError) return exception.details;
    if (exception instanceof HttpException && exception.getStatus() === 404) return NOT_FOUND;
    this.log.failure('a request failed', exception);
    return isUnavailable(exception) ? NOT_READY : INTERNAL;
  }
}

function isUnavailable(exception: unknown): boolean {
  return exception instanceof DependencyUnavailableError || isDatabaseUnavailable(exception);
}

interface Answer {
  readonly request: Request;
  readonly response: Response;
  readonly details: AuthErrorDetails;
}

function answer({ request, response, details }: Answer): void {
  const { status, code, detail, error, errors, retryAfterSeconds, headers } = details;
  if (retryAfterSeconds !== undefined) response.setHeader('Retry-After', String(retryAfterSeconds));
  for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, value);
  response.setHeader('Cache-Control', 'no-store');
  response
    .status(status)
    .type('application/problem+json')
    .send(
      JSON.stringify({
        type: 'about:blank',
        title: STATUS_CODES[status],
        status,
        detail,
        instance: request.path,
        code,
        ...(error === undefined ? {} : { error, error_description: detail }),
        ...(errors === undefined ? {} : { errors }),
      }),
    );
}
