import { DeclarationKey, declares, type DeclarationDecorator } from './route-declaration.js';

/** Reasons for which handlers of messages, sockets and GraphQL stay in the application although nobody may call them. */
export const DENIED_OUTSIDE_HTTP = new DeclarationKey<string>('denied-outside-http');

/**
 * Confirms that a handler of messages, web sockets or GraphQL is known to be denied: no policy covers these yet, so that
 * every call of it is. Without this word the boot is refused, so that nobody believes it guarded, or working.
 *
 * @example
 * @EventPattern('orders.paid') @DeniedOutsideHttp('not connected in this release')
 */
export function DeniedOutsideHttp(reason: string): DeclarationDecorator {
  return declares(DENIED_OUTSIDE_HTTP, reason);
}
