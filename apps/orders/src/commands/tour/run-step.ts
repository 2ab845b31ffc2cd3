import type { Callers } from './callers.js';
import { CREATED, type Promised, type TourAnswer, type TourStep } from './step.js';

const DEADLINE_MS = 10_000;

/** Where the tour goes, who takes part, and what it has made so far. */
export interface Tour {
  /** Address of the orders API. */
  readonly address: string;
  readonly callers: Callers;
  createdId: string | undefined;
}

/** How a step went. */
export interface StepOutcome {
  readonly step: TourStep;
  readonly path: string;
  readonly answer: TourAnswer;
  /** What differs from the promise; `undefined` if nothing does. */
  readonly difference: string | undefined;
}

/** Sends a step's request and compares the answer with the promise. */
export async function runStep(tour: Tour, step: TourStep): Promise<StepOutcome> {
  const path = step.path.replace(CREATED, tour.createdId ?? 'none-was-created');
  const answer = await send(tour, { ...step, path });
  if (step.creates === true && answer.status === 201) tour.createdId = idOf(answer);
  const kept = step.promised.some((promised) => keeps(answer, promised));
  const difference = kept ? step.verify?.(answer) : `promised ${step.promised.map(describe).join(' or ')}`;
  return { step, path, answer, difference };
}

async function send(tour: Tour, step: TourStep): Promise<TourAnswer> {
  const { method, path, body, contentType = 'application/json' } = step;
  const token = tour.callers.get(step.who);
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(`${tour.address}${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': contentType }),
    },
    ...(body === undefined ? {} : { body: text }),
    redirect: 'error',
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
  return readAnswer(response);
}

async function readAnswer(response: Response): Promise<TourAnswer> {
  const text = await response.text();
  const body: unknown = text === '' ? undefined : JSON.parse(text);
  const { code } = (body ?? {}) as { readonly code?: unknown };
  const { status, headers } = response;
  return { status, code: typeof code === 'string' ? code : undefined, headers, body };
}

function idOf({ body }: TourAnswer): string {
  return String((body as { readonly id?: unknown }).id);
}

function keeps({ status, code }: TourAnswer, promised: Promised): boolean {
  return status === promised.status && code === promised.code;
}

/** `404 ZT_NOT_FOUND` */
export function describe({ status, code }: Promised | TourAnswer): string {
  return code === undefined ? String(status) : `${status} ${code}`;
}
