import { DeclarationKey, declares, type DeclarationDecorator } from '../../kernel/route-declaration.js';

/** Media types that a route takes instead of JSON. */
export const CONSUMES = new DeclarationKey<readonly string[]>('consumes');

/**
 * The route takes bodies of these media types instead of JSON; any other answers 415.
 *
 * @example
 * @Post('avatar') @Consumes('multipart/form-data')
 */
export function Consumes(...mediaTypes: readonly [string, ...string[]]): DeclarationDecorator {
  return declares(CONSUMES, mediaTypes);
}
