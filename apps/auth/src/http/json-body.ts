import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { AuthError } from './auth-error.js';

const MAX_BODY_BYTES = 4_096;

const MALFORMED = new AuthError({
  status: 400,
  code: 'AUTH_INVALID_BODY',
  detail: 'The body must be one JSON object.',
  error: 'invalid_request',
});

const TOO_LARGE = new AuthError({
  status: 413,
  code: 'AUTH_BODY_TOO_LARGE',
  detail: `The body must not be longer than ${MAX_BODY_BYTES} bytes.`,
  error: 'invalid_request',
});

const UNSUPPORTED = new AuthError({
  status: 415,
  code: 'AUTH_UNSUPPORTED_MEDIA_TYPE',
  detail: 'Send the body as application/json in UTF-8, without Content-Encoding.',
  error: 'invalid_request',
});

const POST_ONLY = new AuthError({
  status: 405,
  code: 'AUTH_METHOD_NOT_ALLOWED',
  detail: 'Only POST is answered here.',
  headers: { Allow: 'POST' },
});

const DELETE_ONLY = new AuthError({
  status: 405,
  code: 'AUTH_METHOD_NOT_ALLOWED',
  detail: 'Only DELETE is answered here.',
  headers: { Allow: 'DELETE' },
});

const parse = express.json({ limit: MAX_BODY_BYTES, inflate: false, strict: true, type: () => true });

/**
 * Reads the body of a POST: JSON only (a form would let other sites send it without a preflight), one object.
 * Every other body is refused with 400, 413 or 415, every other method with 405.
 */
export const jsonBody: RequestHandler = (request, response, next) => {
  if (request.method !== 'POST') return next(POST_ONLY);
  if (!isJson(request.headers['content-type'])) return next(UNSUPPORTED);
  parse(request, response, (error?: unknown) => next(verdict(request, error)));
};

/** A body opens an account; closing one needs none, because its address says it all. */
export const accountBody: RequestHandler = (request, response, next) => {
  if (request.path === '/') jsonBody(request, response, next);
  else next(request.method === 'DELETE' ? undefined : DELETE_ONLY);
};

/** Refuses every method but POST, for endpoints without a body. */
export function postOnly(request: Request, _response: Response, next: NextFunction): void {
  next(request.method === 'POST' ? undefined : POST_ONLY);
}

function isJson(contentType: string | undefined): boolean {
  return /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(contentType ?? '');
}

function verdict(request: Request, error: unknown): AuthError | undefined {
  if (error === undefined) return isObject(request.body) ? undefined : MALFORMED;
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  if (status === 413) return TOO_LARGE;
  return status === 415 ? UNSUPPORTED : MALFORMED;
}

function isObject(body: unknown): boolean {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}
