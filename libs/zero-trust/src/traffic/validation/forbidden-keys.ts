import { MAX_PROBLEMS, type PathProblem } from './path-problem.js';

const MAX_DEPTH = 64;

interface Visit {
  readonly value: unknown;
  readonly path: readonly string[];
}

/**
 * Finds, at any depth, property names that mean something to every object (`__proto__`, `constructor`, `toString`, …).
 * They would pollute prototypes, and some pass the whitelist of class-validator, which looks names up in a plain object.
 * Iterative and bounded, so that deep nesting cannot exhaust the stack of what comes after.
 */
export function findForbiddenKeys(payload: object): readonly PathProblem[] {
  const problems: PathProblem[] = [];
  const pending: Visit[] = [{ value: payload, path: [] }];
  for (let visit = pending.pop(); visit !== undefined; visit = pending.pop()) {
    if (visit.path.length > MAX_DEPTH)
      return [{ path: [], detail: `is nested deeper than ${MAX_DEPTH} levels` }];
    visitProperties(visit, pending, problems);
    if (problems.length >= MAX_PROBLEMS) return problems;
  }
  return problems;
}

function visitProperties({ value, path }: Visit, pending: Visit[], problems: PathProblem[]): void {
  for (const [key, child] of Object.entries(value as object)) {
    if (isForbidden(key))
      problems.push({ path: [...path, key], detail: 'is a name that no property may have' });
    else if (typeof child === 'object' && child !== null)
      pending.push({ value: child, path: [...path, key] });
  }
}

function isForbidden(key: string): boolean {
  return key in Object.prototype || key === 'prototype';
}
