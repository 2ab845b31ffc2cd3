import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsString, Length, Matches, ValidateIf } from 'class-validator';

/** The field may be absent. Unlike `@IsOptional()`, `null` is not absent: it is judged like any other value. */
export function MayBeAbsent(): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined);
}

/** Removes white space at both ends before anything is judged. */
export function Trimmed(): PropertyDecorator {
  return Transform(({ value }: { readonly value: unknown }) =>
    typeof value === 'string' ? value.trim() : value,
  );
}

/** One line of 1 to `maxLength` characters: trimmed, without control characters. */
export function IsLine(maxLength: number): PropertyDecorator {
  return applyDecorators(
    Trimmed(),
    IsString(),
    Length(1, maxLength),
    Matches(/^\P{Cc}*$/u, { message: '$property must not contain control characters' }),
  );
}
