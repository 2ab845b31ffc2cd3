import {
  resolveCertificateOptions,
  type CertificateOptions,
  type ResolvedCertificateOptions,
} from './certificates/certificates.options.js';
import {
  ISSUER_DEFAULTS,
  resolveIssuerOptions,
  type IssuerOptions,
  type ResolvedIssuerOptions,
} from './issuer.options.js';
import {
  resolveDpopOptions,
  type DpopOptions,
  type ResolvedDpopOptions,
} from './possession/possession.options.js';
import {
  resolveResourceOptions,
  type ResolvedResourceOptions,
  type ResourceOptions,
} from './resource-metadata/resource.options.js';

/** Who may call, and how their tokens are judged. */
export interface IdentityOptions {
  /** Issuers of access tokens; at least one. */
  readonly issuers: readonly IssuerOptions[];
  /**
   * Longest life (`exp` minus `iat`) of an access token.
   *
   * @defaultValue 3600
   */
  readonly maxTokenLifetimeSeconds?: number;
  /**
   * How far the clocks of issuer and API may differ; at most 300.
   *
   * @defaultValue 60
   */
  readonly clockToleranceSeconds?: number;
  /**
   * How long the keys of an issuer may take to fetch, metadata included; 500 to 5,000.
   *
   * @defaultValue 4000
   */
  readonly keyFetchTimeoutMs?: number;
  /**
   * How long keys that are due for renewal serve on while their issuer is down.
   *
   * @defaultValue 3600
   */
  readonly maxStaleKeysSeconds?: number;
  /**
   * Whether every route takes only tokens that are bound to a key, as those with `@SenderConstrained()` do.
   *
   * @defaultValue false
   * @see docs/possession.md
   */
  readonly senderConstrained?: boolean;
  /**
   * How DPoP proofs are judged.
   *
   * @see docs/possession.md
   */
  readonly dpop?: DpopOptions;
  /**
   * What the API says about itself.
   *
   * @see docs/possession.md#where-to-get-a-token
   */
  readonly resource?: ResourceOptions;
  /**
   * Which client certificates are believed.
   *
   * @defaultValue none: client certificates count for nothing
   * @see docs/service-identity.md
   */
  readonly certificates?: CertificateOptions;
}

/** {@link IdentityOptions} with every default filled in. */
export interface ResolvedIdentityOptions {
  readonly issuers: readonly ResolvedIssuerOptions[];
  readonly maxTokenLifetimeSeconds: number;
  readonly clockToleranceSeconds: number;
  readonly keyFetchTimeoutMs: number;
  readonly maxStaleKeysSeconds: number;
  readonly senderConstrained: boolean;
  readonly dpop: ResolvedDpopOptions;
  readonly resource: ResolvedResourceOptions;
  readonly certificates: ResolvedCertificateOptions | undefined;
}

/** Injection token of {@link ResolvedIdentityOptions}. */
export const IDENTITY_OPTIONS = Symbol('IDENTITY_OPTIONS');

/** What {@link IdentityOptions} means where it is silent. */
export const IDENTITY_DEFAULTS = Object.freeze({
  ...ISSUER_DEFAULTS,
  maxTokenLifetimeSeconds: 3600,
  clockToleranceSeconds: 60,
  // Less than a stage may take, so that the deny names the issuer.
  keyFetchTimeoutMs: 4_000,
  maxStaleKeysSeconds: 3600,
});

/** Fills in the defaults of options that have been validated. */
export function resolveIdentityOptions(options: IdentityOptions): ResolvedIdentityOptions {
  const { issuers, ...given } = options;
  const maxTokenLifetimeSeconds = given.maxTokenLifetimeSeconds ?? IDENTITY_DEFAULTS.maxTokenLifetimeSeconds;
  const surroundings = {
    maxTokenLifetimeSeconds,
    isOnly: issuers.length === 1,
    isShared: shareSubjects(issuers),
  };
  return {
    issuers: issuers.map((issuer) => resolveIssuerOptions(issuer, surroundings)),
    maxTokenLifetimeSeconds,
    clockToleranceSeconds: given.clockToleranceSeconds ?? IDENTITY_DEFAULTS.clockToleranceSeconds,
    keyFetchTimeoutMs: given.keyFetchTimeoutMs ?? IDENTITY_DEFAULTS.keyFetchTimeoutMs,
    maxStaleKeysSeconds: given.maxStaleKeysSeconds ?? IDENTITY_DEFAULTS.maxStaleKeysSeconds,
    senderConstrained: given.senderConstrained ?? false,
    dpop: resolveDpopOptions(given.dpop),
    resource: resolveResourceOptions(given.resource),
    certificates: given.certificates && resolveCertificateOptions(given.certificates),
  };
}

/** Whether `alice` of each issuer is the same `alice`. */
function shareSubjects(issuers: readonly IssuerOptions[]): boolean {
  const types = new Set(issuers.map(({ subjectType }) => subjectType ?? ISSUER_DEFAULTS.subjectType));
  return types.size === 1 && issuers.every(({ sharesSubjects }) => sharesSubjects === true);
}
