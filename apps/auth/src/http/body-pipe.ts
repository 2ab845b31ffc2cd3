import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { AuthError } from './auth-error.js';

/** Validates a body against its DTO: unknown fields are refused, every problem is named, values are never repeated. */
export function bodyPipe(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    validationError: { target: false, value: false },
    exceptionFactory: (problems) => invalidBody(problems),
  });
}

function invalidBody(problems: readonly ValidationError[]): AuthError {
  return new AuthError({
    status: 400,
    code: 'AUTH_INVALID_BODY',
    detail: 'The body does not have the expected fields.',
    error: 'invalid_request',
    errors: problems.flatMap(({ property, constraints }) =>
      Object.values(constraints ?? {}).map((detail) => ({ pointer: toPointer(property), detail })),
    ),
  });
}

/** RFC 6901, section 3: `~` and `/` are escaped. */
function toPointer(property: string): string {
  return `/${property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
