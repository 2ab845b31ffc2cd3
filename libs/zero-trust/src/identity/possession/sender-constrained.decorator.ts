import { DeclarationKey, declares, type DeclarationDecorator } from '../../kernel/route-declaration.js';

/** Routes that take no plain bearer token. */
export const SENDER_CONSTRAINED = new DeclarationKey<true>('sender-constrained');

/**
 * The access token must be bound to a key that the caller proves to hold: a DPoP key (RFC 9449) or a client certificate
 * (RFC 8705). A stolen token is worth nothing here. The option `identity.senderConstrained` demands it everywhere.
 *
 * @example
 * @Post('payouts') @Scopes('payouts:write') @SenderConstrained()
 */
export function SenderConstrained(): DeclarationDecorator {
  return declares(SENDER_CONSTRAINED, true);
}
