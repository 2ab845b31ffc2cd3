import {
  Validate,
  ValidatorConstraint,
  type ValidationArguments,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { PasswordPolicy } from 'nestjs-zero-trust/passwords';

const policy = new PasswordPolicy();

@ValidatorConstraint({ name: 'isStrongPassword' })
class StrongPassword implements ValidatorConstraintInterface {
  validate(password: unknown, { object }: ValidationArguments): boolean {
    return typeof password === 'string' && policy.problemOf(password, personalWords(object)) === undefined;
  }

  defaultMessage(): string {
    return '$property must have 12 to 128 characters and be hard to guess: no common password, no pattern, not made of the name or address';
  }
}

/** Words that an attacker who knows the person tries first. */
function personalWords(registration: object): string[] {
  const { email, displayName } = registration as { readonly email?: unknown; readonly displayName?: unknown };
  return [email, displayName].filter((text) => typeof text === 'string');
}

/**
 * A password of 12 to 128 characters that is hard to guess, measured and not ruled by character classes.
 *
 * @see NIST SP 800-63B, section 3.1.1.2
 */
export function IsStrongPassword(): PropertyDecorator {
  return Validate(StrongPassword);
}
