import { describe, type StepOutcome } from './run-step.js';

const WIDTHS = { who: 21, request: 34, answer: 28 } as const;
const LONGEST_REQUEST = WIDTHS.request - 1;

/** One aligned line for a step, and a second one where it differs from the promise. */
export function formatOutcome({ step, path, answer, difference }: StepOutcome): string {
  const line = [
    difference === undefined ? 'ok  ' : 'DIFF',
    step.who.padEnd(WIDTHS.who),
    shorten(`${step.method} ${path}`).padEnd(WIDTHS.request),
    describe(answer).padEnd(WIDTHS.answer),
    step.why,
  ].join(' ');
  return difference === undefined ? line : `${line}\n     ${difference}`;
}

/** UUIDs and long queries are cut so that columns stay aligned. */
function shorten(request: string): string {
  const short = request.replace(/([0-9a-f]{8})(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/, '$1…');
  return short.length > WIDTHS.request ? `${short.slice(0, LONGEST_REQUEST)}…` : short;
}
