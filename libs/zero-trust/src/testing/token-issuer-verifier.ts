import { AccessTokenVerifier } from '../identity/access-token-verifier.js';
import { resolveIdentityOptions, type IdentityOptions } from '../identity/identity.options.js';
import type { HttpFetch } from '../identity/keys/http-fetch.port.js';
import { TrustedIssuers } from '../identity/keys/trusted-issuers.js';
import { systemClock, type Clock } from '../kernel/clock.port.js';

/** How a verifier without a module is set up. */
export interface VerifierOptions extends IdentityOptions {
  /** @defaultValue the machine's clock */
  readonly clock?: Clock;
  /** @defaultValue the global `fetch` */
  readonly fetch?: HttpFetch;
}

/**
 * An {@link AccessTokenVerifier} of its own, without Nest.
 *
 * @example
 * createVerifier({ issuers: [{ issuer: issuer.issuer, audience: issuer.audience }] });
 */
export function createVerifier(options: VerifierOptions): AccessTokenVerifier {
  const { clock = systemClock, fetch = globalThis.fetch } = options;
  const resolved = resolveIdentityOptions(options);
  return new AccessTokenVerifier(resolved, clock, new TrustedIssuers(resolved, clock, fetch));
}
