import { DeclarationKey, declares, type DeclarationDecorator } from '../../kernel/route-declaration.js';

/** Services that may call, by the name in their certificate. */
export const SERVICES = new DeclarationKey<readonly string[]>('services');

/**
 * Only callers whose client certificate names one of these services may call, with a token or without. The name is what
 * `identity.certificates.serviceName` says: a SPIFFE id unless another is chosen. Lists of class and method must both hold.
 *
 * @example
 * @Post('payouts') @Services('spiffe://example.org/billing')
 */
export function Services(...names: readonly [string, ...string[]]): DeclarationDecorator {
  return declares(SERVICES, names);
}
