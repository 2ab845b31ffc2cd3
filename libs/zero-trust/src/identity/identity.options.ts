import { DEFAULT_SIGNING_ALGORITHMS, type SigningAlgorithm } from './signing-algorithms.js';

/** An authorization server whose access tokens are accepted. */
export interface IssuerOptions {
  /** Issuer identifier, compared character by character with `iss` and with the issuer's own metadata. */
  readonly issuer: string;
  /** Names of this API; a token must carry one of them in `aud`. */
  readonly audience: string | readonly string[];
  /**
   * Signature algorithms that the issuer may use; asymmetric only.
   *
   * @defaultValue RS256, PS256, ES256, EdDSA
   */
  readonly algorithms?: readonly SigningAlgorithm[];
  /**
   * Type of the issuer's subjects in the relationship graph.
   *
   * @defaultValue `user`
   */
  readonly subjectType?: string;
}

/** Who may call, and how their tokens are judged. */
export interface IdentityOptions {
  readonly issuers: readonly IssuerOptions[];
  /**
   * Longest life (`exp` minus `iat`) of an access token.
   *
   * @defaultValue 3600
   */
  readonly maxTokenLifetimeSeconds?: number;
  /**
   * How far the clocks of issuer and API may differ.
   *
   * @defaultValue 60
   */
  readonly clockToleranceSeconds?: number;
}

/** {@link IssuerOptions} with every default filled in. */
export interface ResolvedIssuerOptions {
  readonly issuer: string;
  readonly audience: readonly string[];
  readonly algorithms: readonly SigningAlgorithm[];
  readonly subjectType: string;
}

/** {@link IdentityOptions} with every default filled in. */
export interface ResolvedIdentityOptions {
  readonly issuers: readonly ResolvedIssuerOptions[];
  readonly maxTokenLifetimeSeconds: number;
  readonly clockToleranceSeconds: number;
}

/** Injection token of {@link ResolvedIdentityOptions}. */
export const IDENTITY_OPTIONS = Symbol('IDENTITY_OPTIONS');

/** What {@link IdentityOptions} means where it is silent. */
export const IDENTITY_DEFAULTS = Object.freeze({
  algorithms: DEFAULT_SIGNING_ALGORITHMS,
  subjectType: 'user',
  maxTokenLifetimeSeconds: 3600,
  clockToleranceSeconds: 60,
});

/** Fills in the defaults of options that have been validated. */
export function resolveIdentityOptions(options: IdentityOptions): ResolvedIdentityOptions {
  return {
    issuers: options.issuers.map(resolveIssuer),
    maxTokenLifetimeSeconds: options.maxTokenLifetimeSeconds ?? IDENTITY_DEFAULTS.maxTokenLifetimeSeconds,
    clockToleranceSeconds: options.clockToleranceSeconds ?? IDENTITY_DEFAULTS.clockToleranceSeconds,
  };
}

function resolveIssuer(options: IssuerOptions): ResolvedIssuerOptions {
  return {
    issuer: options.issuer,
    audience: typeof options.audience === 'string' ? [options.audience] : [...options.audience],
    algorithms: [...(options.algorithms ?? IDENTITY_DEFAULTS.algorithms)],
    subjectType: options.subjectType ?? IDENTITY_DEFAULTS.subjectType,
  };
}
