import type { ValidationArguments } from 'class-validator';

/** What class-validator knows of one constraint on one property. */
export interface ConstraintRule {
  /** `isString`, `maxLength`, … */
  readonly name: string;
  readonly constraints: readonly unknown[];
  /** The decorator's own message, or else the constraint's default. */
  readonly message: string | ((args: ValidationArguments) => string) | undefined;
}

const STAND_IN = 'the value';

/**
 * Words what a constraint expects: "must be a string". Made at boot from the constraint alone, before there is any value,
 * so that no answer can repeat what the caller sent, whatever a message says of `$value`.
 */
export function constraintDetail(rule: ConstraintRule): string {
  const message = resolveMessage(rule);
  const worded = rule.constraints.reduce<string>(
    (text, constraint, index) => text.replaceAll(`$constraint${index + 1}`, describeConstraint(constraint)),
    message,
  );
  const detail = worded
    .replace(/^(each value in )?(?:nested property )?\$property /, (_match, each?: string) =>
      each ? 'each value ' : '',
    )
    .replaceAll('$property', 'it')
    .replaceAll('$value', STAND_IN)
    .replaceAll('$target', 'the input');
  return detail === '' ? `does not satisfy ${rule.name}` : detail;
}

function resolveMessage({ message = '', constraints }: ConstraintRule): string {
  if (typeof message === 'string') return message;
  try {
    const args = {
      value: STAND_IN,
      constraints: [...constraints],
      targetName: '$target',
      object: {},
      property: '$property',
    };
    const worded: unknown = message(args);
    return typeof worded === 'string' ? worded : '';
  } catch {
    // A message that needs the real value or object is not for the caller.
    return '';
  }
}

function describeConstraint(constraint: unknown): string {
  return Array.isArray(constraint) ? constraint.join(', ') : String(constraint);
}
