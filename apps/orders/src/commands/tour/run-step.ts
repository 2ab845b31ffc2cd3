import { sendStep } from './send-step.js';
import { CREATED, type Promised, type TourAnswer, type TourStep } from './step.js';
import type { Tour } from './tour.js';

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
  const answer = await sendStep(tour, { ...step, path });
  if (step.creates === true && answer.status === 201) tour.createdId = idOf(answer);
  const kept = step.promised.some((promised) => keeps(answer, promised));
  const difference = kept ? step.verify?.(answer) : `promised ${step.promised.map(describe).join(' or ')}`;
  return { step, path, answer, difference };
}

function idOf({ body }: TourAnswer): string {
  return String((body as { readonly id?: unknown }).id);
}

function keeps({ status, code }: TourAnswer, promised: Promised): boolean {
  return status === promised.status && code === promised.code;
}

/** `404 ZT_NOT_FOUND` */
export function describe({ status, code }: Promised | TourAnswer): string {
  if (status === 0) return 'no connection';
  return code === undefined ? String(status) : `${status} ${code}`;
}
