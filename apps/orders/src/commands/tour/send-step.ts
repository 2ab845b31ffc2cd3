import type { Caller } from './callers.js';
import { dpopHeader } from './dpop-header.js';
import { sendOverTls } from './tls-request.js';
import type { Tour } from './tour.js';
import type { TourAnswer, TourStep } from './step.js';

const DEADLINE_MS = 10_000;

/** Sends the request of a step, whose path is final. */
export function sendStep(tour: Tour, step: TourStep): Promise<TourAnswer> {
  return step.certificate === undefined
    ? sendOverHttp(tour, step)
    : sendWithCertificate(tour, step.certificate, step);
}

async function sendOverHttp(tour: Tour, step: TourStep): Promise<TourAnswer> {
  const { method, path, body, contentType = 'application/json' } = step;
  const response = await fetch(`${tour.address}${path}`, {
    method,
    headers: {
      ...(await credentialHeaders(tour, step)),
      ...(body === undefined ? {} : { 'content-type': contentType }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    redirect: 'error',
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
  return readAnswer(response.status, response.headers, await response.text());
}

async function sendWithCertificate(
  tour: Tour,
  name: string,
  { method, path }: TourStep,
): Promise<TourAnswer> {
  const credentials = tour.certificates.get(name);
  if (credentials === undefined) throw new Error(`The tour has no certificate ${name}.`);
  const url = new URL(path, tour.tlsAddress);
  const { status, headers, text } = await sendOverTls({ url, method, credentials });
  return readAnswer(status, headers, text);
}

async function credentialHeaders(tour: Tour, step: TourStep): Promise<Readonly<Record<string, string>>> {
  const { token, key }: Caller = tour.callers.get(step.who) ?? {};
  if (token === undefined) return {};
  const { method, scheme = key === undefined ? 'Bearer' : 'DPoP' } = step;
  const authorization = `${scheme} ${token}`;
  if (key === undefined) return { authorization };
  const request = { key, token, method, url: `${tour.address}${step.path}` };
  tour.lastProof = step.repeatsProof === true ? tour.lastProof : await dpopHeader(request);
  return { authorization, dpop: tour.lastProof };
}

function readAnswer(status: number, headers: Headers, text: string): TourAnswer {
  const body = text === '' ? undefined : parse(headers.get('content-type') ?? '', text);
  const { code } = (body ?? {}) as { readonly code?: unknown };
  return { status, code: typeof code === 'string' ? code : undefined, headers, body };
}

function parse(contentType: string, text: string): unknown {
  return /^application\/(problem\+)?json\b/.test(contentType) ? JSON.parse(text) : text;
}
