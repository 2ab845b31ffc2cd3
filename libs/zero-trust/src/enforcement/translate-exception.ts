import { HttpException } from '@nestjs/common';
import { bearerChallenge } from '../kernel/bearer-challenge.js';
import { deny, type Deny, type DenialKind, type InputProblem } from '../kernel/decision.js';
import { invalidRequest } from '../kernel/errors.js';
import { notFound } from '../kernel/not-found.js';
import { denialOf } from './walk.js';

/** A denial, and the status to answer with if it is not the kind's own. */
export interface TranslatedException {
  readonly denial: Deny;
  readonly status?: number;
}

type Meaning = Pick<Deny, 'code' | 'kind' | 'detail'>;

/** What an application's `HttpException` of each status means. */
const MEANINGS = new Map<number, Meaning>([
  [400, meaning('ZT_BAD_REQUEST', 'invalid', 'The request cannot be understood.')],
  [401, meaning('ZT_UNAUTHENTICATED', 'unauthenticated', 'Authentication is required.')],
  [403, meaning('ZT_FORBIDDEN', 'forbidden', 'This request is not permitted.')],
  [405, meaning('ZT_METHOD_NOT_ALLOWED', 'method-not-allowed', 'The method is not supported.')],
  [409, meaning('ZT_CONFLICT', 'conflict', 'The request conflicts with the present state of the resource.')],
  [410, meaning('ZT_VERSION_GONE', 'gone', 'This resource is gone.')],
  [413, meaning('ZT_PAYLOAD_TOO_LARGE', 'too-large', 'The body is too large.')],
  [415, meaning('ZT_UNSUPPORTED_MEDIA_TYPE', 'unsupported-media-type', 'The media type is not supported.')],
  [429, meaning('ZT_PRINCIPAL_LIMITED', 'rate-limited', 'Too many requests.')],
  [503, meaning('ZT_DEPENDENCY_UNAVAILABLE', 'unavailable', 'The service is unavailable. Try again later.')],
]);

/** Says what an exception means to the caller. Whatever is unknown is an internal error. */
export function translateException(exception: unknown): TranslatedException {
  if (!(exception instanceof HttpException)) return { denial: denialOf(exception) };
  const status = exception.getStatus();
  if (status === 404) return { denial: notFound('the application found nothing') };
  const known = MEANINGS.get(status);
  if (known === undefined && (status < 400 || status > 499)) return { denial: denialOf(exception) };
  const problems = validationMessages(exception);
  if (problems !== undefined && status === 400) return { denial: invalidRequest(problems) };
  const fallback = known ?? meaning('ZT_BAD_REQUEST', 'invalid', 'The request cannot be processed.');
  const detail = isFrameworkError(exception) || status >= 500 ? fallback.detail : exception.message;
  const denial = deny({
    ...fallback,
    detail,
    reason: `the application answered ${status}`,
    ...owedWith(status),
  });
  return { denial, status };
}

/** What HTTP demands of an answer with this status: a challenge (RFC 9110 §15.5.2), or when to try again. */
function owedWith(status: number): Pick<Deny, 'headers' | 'retryAfterSeconds'> {
  if (status === 401) return { headers: { 'www-authenticate': bearerChallenge() } };
  return status === 503 ? { retryAfterSeconds: 5 } : {};
}

function meaning(code: Deny['code'], kind: DenialKind, detail: string): Meaning {
  return { code, kind, detail };
}

/** Parsers quote the body in their messages, so these never reach the caller. */
function isFrameworkError({ cause }: HttpException): boolean {
  return cause instanceof Error && ('expose' in cause || 'statusCode' in cause || 'status' in cause);
}

/** The list of messages of Nest's own `ValidationPipe`. */
function validationMessages(exception: HttpException): readonly InputProblem[] | undefined {
  const response = exception.getResponse();
  const messages: unknown =
    typeof response === 'object' ? (response as { message?: unknown }).message : undefined;
  if (!Array.isArray(messages)) return undefined;
  return messages.filter((text) => typeof text === 'string').map((detail) => ({ pointer: '', detail }));
}
