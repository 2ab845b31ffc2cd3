import type { Sunsets } from './sunsets.js';

/** A calendar date, optionally with a time and always then with its zone: anything vaguer means different instants. */
const ISO_8601 = /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

/** Epoch milliseconds of an ISO date, or of a name that stands for one; `undefined` if it is neither. */
export function resolveInstant(dateOrName: string, names: Sunsets): number | undefined {
  const text = Object.hasOwn(names, dateOrName) ? dateOf(names[dateOrName]) : dateOrName;
  const day = ISO_8601.exec(text ?? '')?.[1];
  if (text === undefined || day === undefined || !isCalendarDay(day)) return undefined;
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? undefined : instant;
}

function dateOf(named: Sunsets[string] | undefined): string | undefined {
  return typeof named === 'object' ? named.date : named;
}

/** `Date.parse` turns 30 February into 1 or 2 March. */
function isCalendarDay(day: string): boolean {
  const parsed = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(day);
}
