import { applyDecorators } from '@nestjs/common';
import { IsString, Length, Matches, ValidateBy, type ValidationArguments } from 'class-validator';

/** A text of 1 to `maxLength` characters that can be a claim: without control characters. */
export function IsName(maxLength: number): PropertyDecorator {
  return applyDecorators(
    IsString(),
    Length(1, maxLength),
    Matches(/^\P{Cc}*$/u, { message: '$property must not contain control characters' }),
  );
}

/** The field must not be given together with `other`. */
export function NotBeside(other: string): PropertyDecorator {
  const isAlone = (_value: unknown, args?: ValidationArguments): boolean =>
    (args?.object as Readonly<Record<string, unknown>> | undefined)?.[other] === undefined;
  return ValidateBy({
    name: 'notBeside',
    validator: { validate: isAlone, defaultMessage: () => `$property must not be given beside ${other}` },
  });
}
