import { MAX_PROBLEMS, type PathProblem } from './path-problem.js';

const MAX_DEPTH = 64;
const NUL = '\0';

interface Visit {
  readonly value: object;
  readonly path: readonly string[];
}

/** What one scan has seen so far. */
interface Scan {
  readonly pending: Visit[];
  readonly problems: PathProblem[];
  values: number;
}

/**
 * Finds what no payload may hold, before anything costlier looks at it:
 * - more members and items than `maxValues`, or deeper nesting than any stack should meet: validation costs per value;
 * - names that mean something to every object (`__proto__`, `constructor`, `toString`, …), which would pollute prototypes,
 *   and some of which pass class-validator's whitelist, because it looks names up in a plain object;
 * - the character NUL, which ends strings early elsewhere and which no PostgreSQL text can hold.
 */
export function findForbiddenContent(payload: object, maxValues: number): readonly PathProblem[] {
  const scan: Scan = { pending: [{ value: payload, path: [] }], problems: [], values: 0 };
  for (let visit = scan.pending.pop(); visit !== undefined; visit = scan.pending.pop()) {
    if (visit.path.length > MAX_DEPTH) return [whole(`is nested deeper than ${MAX_DEPTH} levels`)];
    const members = Object.entries(visit.value);
    scan.values += members.length;
    if (scan.values > maxValues) return [whole(`holds more than ${maxValues} values`)];
    for (const [key, child] of members) inspect({ key, child, path: [...visit.path, key] }, scan);
    if (scan.problems.length >= MAX_PROBLEMS) return scan.problems;
  }
  return scan.problems;
}

interface Member {
  readonly key: string;
  readonly child: unknown;
  readonly path: readonly string[];
}

function inspect({ key, child, path }: Member, { pending, problems }: Scan): void {
  if (isForbidden(key)) problems.push({ path, detail: 'is a name that no property may have' });
  else if (key.includes(NUL) || (typeof child === 'string' && child.includes(NUL)))
    problems.push({ path, detail: 'must not contain the character NUL' });
  else if (typeof child === 'object' && child !== null) pending.push({ value: child, path });
}

function isForbidden(key: string): boolean {
  return key in Object.prototype || key === 'prototype';
}

function whole(detail: string): PathProblem {
  return { path: [], detail };
}
