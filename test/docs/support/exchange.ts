import { STATUS_CODES } from 'node:http';
import type { TokenIssuer } from 'nestjs-zero-trust/testing';

/** A request and the answer that a guide promises, as an `http` block shows them. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly requestHeaders: Headers;
  readonly requestBody: string | undefined;
  /** Status line, headers and body; `…` stands for anything. */
  readonly answer: Message;
}

/** The parts of an HTTP message. */
export interface Message {
  readonly startLine: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** `<bob, orders:read, clearance=3>`: a token by its subject, its scopes and its further claims. */
const TOKEN = /<(?<sub>[\w-]+)(?<rest>(?:, [^,>]+)*)>/;

/** Reads an `http` block: a request, an empty line, the answer from its status line on. */
export function parseExchange(text: string, issuer: TokenIssuer): Exchange {
  const [asked = '', answered = ''] = text.split(/\n(?=HTTP\/1\.1 )/);
  const request = parseMessage(asked.replace(TOKEN, (shown) => mint(shown, issuer)));
  const [method = '', path = ''] = request.startLine.split(' ');
  return {
    method,
    path,
    requestHeaders: new Headers(request.headers.map(([name, value]) => [name, value] as [string, string])),
    requestBody: request.body === '' ? undefined : request.body,
    answer: parseMessage(answered),
  };
}

/** Sends the request and returns the real answer, but of headers and of a problem's members only what is promised. */
export async function perform(exchange: Exchange, origin: string): Promise<Message> {
  const { method, path, requestHeaders, requestBody, answer } = exchange;
  const init = { method, headers: requestHeaders, body: requestBody, redirect: 'manual' } as const;
  const response = await fetch(`${origin}${path}`, { ...init, signal: AbortSignal.timeout(10_000) });
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') ?? false;
  const body = await response.text();
  return {
    startLine: `HTTP/1.1 ${response.status} ${STATUS_CODES[response.status]}`,
    headers: answer.headers.map(([name]) => [name, response.headers.get(name) ?? '(absent)'] as const),
    body: isProblem && answer.body.startsWith('{') ? pickMembers(body, answer.body) : body,
  };
}

/** The members of a JSON object that another one has too, in its order. */
function pickMembers(actual: string, shown: string): string {
  const members = JSON.parse(actual) as Readonly<Record<string, unknown>>;
  const names = Object.keys(JSON.parse(shown) as object);
  return JSON.stringify(Object.fromEntries(names.map((name) => [name, members[name] ?? '(absent)'])));
}

/** A message in one spelling, so that two can be compared as text. */
export function formatMessage({ startLine, headers, body }: Message): string {
  const lines = headers.map(([name, value]) => `${name}: ${value.replace(/; charset=utf-8$/, '')}`);
  return [startLine, ...lines, '', /^[[{]/.test(body) ? formatJson(body) : body.trim()].join('\n');
}

/** JSON in one spelling. */
export function formatJson(text: string): string {
  return JSON.stringify(JSON.parse(text), null, 2);
}

function parseMessage(text: string): Message {
  const [head = '', ...rest] = text.trim().split('\n\n');
  const [startLine = '', ...lines] = head.split('\n');
  const headers = lines.map((line) => line.split(/: (.*)/s, 2) as [string, string]);
  return { startLine, headers, body: rest.join('\n\n') };
}

function mint(shown: string, issuer: TokenIssuer): string {
  const { sub, rest = '' } = TOKEN.exec(shown)?.groups ?? {};
  const parts = rest.split(', ').slice(1);
  const scopes = parts.filter((part) => !part.includes('='));
  const claims = parts.filter((part) => part.includes('=')).map((part) => part.split('=', 2));
  return issuer.token({
    sub,
    scope: scopes.length === 0 ? undefined : scopes.join(' '),
    claims: Object.fromEntries(claims.map(([name, value = '']) => [name, claimValue(value)])),
  });
}

/** Whole numbers are numbers, everything else is text. */
function claimValue(text: string): string | number {
  return /^\d+$/.test(text) ? Number(text) : text;
}
