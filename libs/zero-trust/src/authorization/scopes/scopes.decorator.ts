import { DeclarationKey, declares, type DeclarationDecorator } from '../../kernel/route-declaration.js';

/** Scopes that a token must carry, all of them. */
export const SCOPES = new DeclarationKey<readonly string[]>('scopes');

/**
 * The access token must carry every one of these scopes (RFC 6749 §3.3). Scopes of the class and of the method add up.
 *
 * @example
 * @Get() @Scopes('orders:read')
 */
export function Scopes(...scopes: readonly [string, ...string[]]): DeclarationDecorator {
  return declares(SCOPES, scopes);
}
