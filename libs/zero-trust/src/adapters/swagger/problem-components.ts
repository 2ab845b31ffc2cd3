import { STATUS_CODES } from 'node:http';
import { DENIAL_CODES, type DenialCode } from '../../kernel/codes.js';
import type { DenialFact, RouteFacts } from '../../kernel/route-facts.js';
import { refTo, type Answer, type Components, type Schema } from './open-api.js';

/** Media type of every error (RFC 9457). */
const PROBLEM_TYPE = 'application/problem+json';

const SAMPLE_ID = '00000000-0000-4000-8000-000000000000';

/** The error of every route. */
const PROBLEM: Schema = {
  type: 'object',
  description: 'An error (RFC 9457). `code` is stable; `decisionId` names the audit record.',
  required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'decisionId'],
  properties: {
    type: { type: 'string', format: 'uri-reference', const: 'about:blank' },
    title: { type: 'string' },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    detail: { type: 'string' },
    instance: { type: 'string', format: 'uri', pattern: '^urn:uuid:' },
    code: { type: 'string', pattern: '^ZT_[A-Z_]+$' },
    decisionId: { type: 'string', format: 'uuid' },
    errors: { type: 'array', items: { $ref: '#/components/schemas/InputProblem' } },
  },
};

const INPUT_PROBLEM: Schema = {
  type: 'object',
  description: 'One thing that is wrong with an input; the value itself is never told.',
  required: ['pointer', 'detail'],
  properties: {
    pointer: { type: 'string', description: 'JSON pointer into the body, or `query:name`, `param:name`.' },
    detail: { type: 'string' },
  },
};

const HEADERS: Readonly<Record<string, Schema>> = {
  RateLimit: header('The limit that was exceeded: what is left, and seconds until there is more.'),
  RateLimitPolicy: header('The limit that was exceeded: requests and seconds.'),
  RetryAfter: header('Seconds after which another try makes sense.', { type: 'integer', minimum: 1 }),
  WwwAuthenticate: header('What the caller lacks (RFC 6750, RFC 9449, RFC 9470).'),
  Deprecation: header('Since when the route is deprecated (RFC 9745).'),
  Sunset: header('When the route ends (RFC 8594).'),
  Link: header('Where the successor and the documentation are (RFC 8288).'),
};

/** Headers of the errors of a status, by the names of {@link HEADERS}. */
const HEADERS_OF_STATUS: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  401: { 'WWW-Authenticate': 'WwwAuthenticate' },
  429: { 'Retry-After': 'RetryAfter', RateLimit: 'RateLimit', 'RateLimit-Policy': 'RateLimitPolicy' },
  503: { 'Retry-After': 'RetryAfter' },
};

/** Schemas, headers and examples of the errors of these routes. */
export function problemComponents(routes: readonly RouteFacts[]): Components {
  const denials = new Map(routes.flatMap((route) => route.denials).map((denial) => [denial.code, denial]));
  return {
    schemas: { Problem: PROBLEM, InputProblem: INPUT_PROBLEM },
    headers: HEADERS,
    examples: Object.fromEntries([...denials.values()].map((denial) => [denial.code, exampleOf(denial)])),
  };
}

/** The errors of a route by status, with every code that its plan can give; and what else its handler may say. */
export function problemAnswers(route: RouteFacts): Readonly<Record<string, Answer>> {
  const statuses = [...new Set(route.denials.map(({ status }) => status))].toSorted((a, b) => a - b);
  const answers = statuses.map((status) => {
    const codes = route.denials.filter((denial) => denial.status === status).map(({ code }) => code);
    return [String(status), problemAnswer(route, { status, codes })] as const;
  });
  return { ...Object.fromEntries(answers), default: ANY_PROBLEM };
}

/** Headers with which every answer of a route tells how long it is served. */
export function lifetimeHeaders({ lifetime }: RouteFacts): Readonly<Record<string, Schema>> {
  if (lifetime === undefined) return {};
  const { end, successor, docs } = lifetime;
  return headerRefs({
    Deprecation: 'Deprecation',
    ...(end !== undefined && { Sunset: 'Sunset' }),
    ...((successor ?? docs) !== undefined && { Link: 'Link' }),
  });
}

const ANY_PROBLEM: Answer = {
  description: 'Any other error',
  content: { [PROBLEM_TYPE]: { schema: refTo('schemas', 'Problem') } },
};

interface ProblemsOfStatus {
  readonly status: number;
  readonly codes: readonly DenialCode[];
}

function problemAnswer(route: RouteFacts, { status, codes }: ProblemsOfStatus): Answer {
  const headers = {
    ...headerRefs(HEADERS_OF_STATUS[status] ?? {}),
    ...(codes.includes('ZT_SCOPE_MISSING') && headerRefs({ 'WWW-Authenticate': 'WwwAuthenticate' })),
    ...(codes.includes('ZT_VERSION_BROWNOUT') && headerRefs({ 'Retry-After': 'RetryAfter' })),
    ...lifetimeHeaders(route),
  };
  const examples = Object.fromEntries(codes.map((code) => [code, refTo('examples', code)]));
  return {
    description: STATUS_CODES[status] ?? 'Error',
    ...(Object.keys(headers).length > 0 && { headers }),
    content: { [PROBLEM_TYPE]: { schema: refTo('schemas', 'Problem'), examples } },
  };
}

function exampleOf({ code, status }: DenialFact): Schema {
  const value = {
    type: 'about:blank',
    title: STATUS_CODES[status],
    status,
    detail: DENIAL_CODES[code],
    instance: `urn:uuid:${SAMPLE_ID}`,
    code,
    decisionId: SAMPLE_ID,
  };
  return { summary: DENIAL_CODES[code], value };
}

function headerRefs(names: Readonly<Record<string, string>>): Readonly<Record<string, Schema>> {
  return Object.fromEntries(Object.entries(names).map(([name, key]) => [name, refTo('headers', key)]));
}

function header(description: string, schema: Schema = { type: 'string' }): Schema {
  return { description, schema };
}
