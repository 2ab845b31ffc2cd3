import { describe, type StepOutcome } from './run-step.js';

const WIDTHS = { who: 21, request: 34, answer: 28 } as const;

/** One aligned line for a step, and a second one where it differs from the promise. */
export function formatOutcome({ step, path, answer, difference }: StepOutcome): string {
  const line = [
    difference === undefined ? 'ok  ' : 'DIFF',
    step.who.padEnd(WIDTHS.who),
    `${step.method} ${shorten(path)}`.padEnd(WIDTHS.request),
    describe(answer).padEnd(WIDTHS.answer),
    step.why,
  ].join(' ');
  return difference === undefined ? line : `${line}\n     ${difference}`;
}

/** UUIDs are cut so that columns stay aligned. */
function shorten(path: string): string {
  return path.replace(/([0-9a-f]{8})(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/, '$1…');
}
