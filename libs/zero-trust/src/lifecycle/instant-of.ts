import type { ReportFinding } from '../kernel/stage.js';
import { noDate } from './lifetime-findings.js';
import { resolveInstant } from './resolve-instant.js';
import type { Sunsets } from './sunsets.js';

/** Where a date stands, and who is told if it is none. */
export interface InstantSource {
  /** `@Sunset`, or which part of it. */
  readonly source: string;
  readonly names: Sunsets;
  readonly report: ReportFinding;
}

/** Epoch milliseconds of a declared date or name; `undefined`, and a finding, if it is neither. */
export function instantOf(text: string, { source, names, report }: InstantSource): number | undefined {
  const instant = resolveInstant(text, names);
  if (instant === undefined) report(noDate({ source, text, names: Object.keys(names) }));
  return instant;
}
