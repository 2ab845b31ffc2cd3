import type { SigningAlgorithm } from '../signing-algorithms.js';

/** How DPoP proofs are judged (RFC 9449). */
export interface DpopOptions {
  /**
   * Algorithms that a proof may be signed with; asymmetric only.
   *
   * @defaultValue `["ES256", "EdDSA", "Ed25519"]`
   */
  readonly algorithms?: readonly SigningAlgorithm[];
  /**
   * How far `iat` of a proof may lie from this API's time, before and after; at most 300.
   *
   * @defaultValue 30
   */
  readonly proofToleranceSeconds?: number;
  /**
   * Whether a proof must hold a nonce of this API, so that none can be made in advance (RFC 9449 §9).
   *
   * @defaultValue false
   */
  readonly requireNonce?: boolean;
  /**
   * What nonces are derived from, at least 32 characters; all instances need the same.
   *
   * @defaultValue a random one per process
   */
  readonly nonceSecret?: string;
  /**
   * After how long there is a new nonce; the previous one is accepted for as long again.
   *
   * @defaultValue 300
   */
  readonly nonceLifetimeSeconds?: number;
}

/** {@link DpopOptions} with every default filled in. */
export interface ResolvedDpopOptions {
  readonly algorithms: readonly SigningAlgorithm[];
  readonly proofToleranceSeconds: number;
  readonly requireNonce: boolean;
  readonly nonceSecret: string | undefined;
  readonly nonceLifetimeSeconds: number;
}

/** What {@link DpopOptions} means where it is silent. */
export const DPOP_DEFAULTS = Object.freeze({
  algorithms: ['ES256', 'EdDSA', 'Ed25519'] as readonly SigningAlgorithm[],
  proofToleranceSeconds: 30,
  requireNonce: false,
  nonceLifetimeSeconds: 300,
});

/** Fills in the defaults of options that have been validated. */
export function resolveDpopOptions(options: DpopOptions = {}): ResolvedDpopOptions {
  return {
    algorithms: [...(options.algorithms ?? DPOP_DEFAULTS.algorithms)],
    proofToleranceSeconds: options.proofToleranceSeconds ?? DPOP_DEFAULTS.proofToleranceSeconds,
    requireNonce: options.requireNonce ?? DPOP_DEFAULTS.requireNonce,
    nonceSecret: options.nonceSecret,
    nonceLifetimeSeconds: options.nonceLifetimeSeconds ?? DPOP_DEFAULTS.nonceLifetimeSeconds,
  };
}
