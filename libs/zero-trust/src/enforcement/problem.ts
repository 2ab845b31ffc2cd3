import { STATUS_CODES } from 'node:http';
import type { HttpServer } from '@nestjs/common';
import { appendLink } from './http/append-link.js';
import { rawResponseOf, type FrameworkResponse } from './http/framework-response.js';
import type { Deny, DenialKind, InputProblem } from '../kernel/decision.js';

/** An error on the wire (RFC 9457). */
export interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** Identifies this occurrence; the audit record has the same id. */
  readonly instance: `urn:uuid:${string}`;
  readonly code: Deny['code'];
  readonly decisionId: string;
  readonly errors?: readonly InputProblem[];
}

/** The HTTP status of each kind of denial. */
export const STATUS_OF: Readonly<Record<DenialKind, number>> = {
  conflict: 409,
  forbidden: 403,
  gone: 410,
  internal: 500,
  invalid: 400,
  'method-not-allowed': 405,
  'not-found': 404,
  'not-supported': 501,
  'rate-limited': 429,
  'too-large': 413,
  unauthenticated: 401,
  unavailable: 503,
  'unsupported-media-type': 415,
};

/** What an answer is made of. */
export interface ProblemInit {
  readonly denial: Deny;
  readonly decisionId: string;
  /** A status that no {@link DenialKind} has, as an application may choose. */
  readonly status?: number;
}

/** The public side of a denial: no reason, no evidence. */
export function problemOf({ denial, decisionId, status = STATUS_OF[denial.kind] }: ProblemInit): Problem {
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail: denial.detail,
    instance: `urn:uuid:${decisionId}`,
    code: denial.code,
    decisionId,
    ...(denial.problems === undefined ? {} : { errors: denial.problems }),
  };
}

/**
 * Headers that a denial's answer carries. It is never stored (RFC 9111 §5.2.2.5) and never taken for a page; it says so
 * itself, because a request that admission denies reaches no middleware that would.
 */
export function problemHeaders({ headers, retryAfterSeconds }: Deny): Readonly<Record<string, string>> {
  return {
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    ...(retryAfterSeconds === undefined
      ? {}
      : { 'retry-after': String(Math.max(1, Math.ceil(retryAfterSeconds))) }),
    ...headers,
    'content-type': 'application/problem+json',
  };
}

/** Sets headers through the adapter, which is what works on Express and on Fastify; to links of others, ours are added. */
export function writeHeaders(
  adapter: HttpServer,
  response: FrameworkResponse,
  headers: Readonly<Record<string, string>> | undefined,
): void {
  const raw = rawResponseOf(response);
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (name === 'link') {
      appendLink(raw, value);
      continue;
    }
    adapter.setHeader(response, name, value);
    // Fastify keeps its headers until it answers: a handler that answers through `reply.raw` would leave them behind.
    if (raw !== response) raw.setHeader(name, value);
  }
}
