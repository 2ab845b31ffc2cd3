import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import {
  Validate,
  ValidatorConstraint,
  type ValidationArguments,
  type ValidatorConstraintInterface,
} from 'class-validator';

/** 3 of 0 to 4: safe against guessing without limits for about 10^8 guesses and more. */
const MIN_SCORE = 3;
const MIN_LENGTH = 12;
const MAX_LENGTH = 128;

const estimator = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });

@ValidatorConstraint({ name: 'isStrongPassword' })
class StrongPassword implements ValidatorConstraintInterface {
  validate(password: unknown, { object }: ValidationArguments): boolean {
    // Longer ones are not estimated: the time that it takes grows with the length.
    if (typeof password !== 'string' || password.length < MIN_LENGTH || password.length > MAX_LENGTH)
      return false;
    return estimator.check(password, personalWords(object)).score >= MIN_SCORE;
  }

  defaultMessage(): string {
    return `$property must have ${MIN_LENGTH} to ${MAX_LENGTH} characters and be hard to guess: no common password, no pattern, not made of the name or address`;
  }
}

/** Words that an attacker who knows the person tries first. */
function personalWords(registration: object): string[] {
  const { email, displayName } = registration as { readonly email?: unknown; readonly displayName?: unknown };
  return (
    [email, displayName]
      .filter((text) => typeof text === 'string')
      // Cut first: the estimate takes longer with each word, and other rules refuse what is too long.
      .map((text) => text.slice(0, MAX_LENGTH))
      .flatMap((text) => [text, ...text.split(/[\s@.]+/)])
  );
}

/**
 * A password of 12 to 128 characters that is hard to guess, measured and not ruled by character classes.
 *
 * @see NIST SP 800-63B, section 3.1.1.2
 */
export function IsStrongPassword(): PropertyDecorator {
  return Validate(StrongPassword);
}
