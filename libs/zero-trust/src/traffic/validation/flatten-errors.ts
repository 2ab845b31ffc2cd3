import type { ValidationError } from 'class-validator';
import type { DtoClasses } from './dto-classes.js';
import { MAX_PROBLEMS, type PathProblem } from './path-problem.js';

const UNKNOWN_PROPERTY = 'whitelistValidation';
const UNKNOWN_VALUE = 'unknownValue';

/** Lists what class-validator found as paths and details, in its order, without values and bounded. */
export function flattenErrors(
  errors: readonly ValidationError[],
  classes: DtoClasses,
): readonly PathProblem[] {
  const problems = errors.flatMap((error) => flatten(error, { path: [], classes }));
  return problems.slice(0, MAX_PROBLEMS);
}

function flatten(
  error: ValidationError,
  { path, classes }: { path: readonly string[]; classes: DtoClasses },
): readonly PathProblem[] {
  // An object of no known class is reported without a property: it is the one at hand itself.
  const property = error.property as string | undefined;
  const here = property === undefined ? path : [...path, property];
  const own = Object.keys(error.constraints ?? {}).map((name) => ({
    path: here,
    detail: word(error, { constraint: name, classes }),
  }));
  const below = (error.children ?? []).flatMap((child) => flatten(child, { path: here, classes }));
  return [...own, ...below];
}

function word(
  { property, target }: ValidationError,
  { constraint, classes }: { constraint: string; classes: DtoClasses },
): string {
  if (constraint === UNKNOWN_PROPERTY) return 'is not a known property';
  if (constraint === UNKNOWN_VALUE || target === undefined || Array.isArray(target))
    return 'must be an object';
  return classes.ofInstance(target).detail(property, constraint);
}
