import type { AccessTokenVerifier } from '../identity/access-token-verifier.js';
import type { IntrospectionOptions } from '../identity/introspection/introspection.options.js';
import type { Clock } from '../kernel/clock.port.js';
import { createVerifier } from './token-issuer-verifier.js';
import type { TokenIssuer } from './token-issuer.js';

/** How a verifier asks, and what time it is. */
export interface IntrospectingOptions extends Partial<IntrospectionOptions> {
  readonly clock: Clock;
}

/** A verifier that asks an in-process issuer about its tokens. */
export function introspectingVerifier(
  issuer: TokenIssuer,
  { clock, ...options }: IntrospectingOptions,
): AccessTokenVerifier {
  const introspection = {
    endpoint: issuer.introspectionEndpoint,
    clientId: 'api',
    clientSecret: 'not so secret',
    ...options,
  };
  const trusted = { issuer: issuer.issuer, audience: issuer.audience, introspection };
  return createVerifier({ issuers: [trusted], clock });
}

/** The subject of a bearer token that is accepted, or the code of its refusal. */
export async function outcomeOf(
  verifier: AccessTokenVerifier,
  token: string,
  sourceAddress?: string,
): Promise<string> {
  const verdict = await verifier.verify([`Bearer ${token}`], sourceAddress);
  return verdict.ok ? verdict.principal.subject : verdict.denial.code;
}
