import { stepsOf, type ClaimPath } from '../kernel/claim-path.js';
import {
  resolveIntrospectionOptions,
  type IntrospectionOptions,
  type ResolvedIntrospectionOptions,
} from './introspection/introspection.options.js';
import { DEFAULT_SIGNING_ALGORITHMS, type SigningAlgorithm } from './signing-algorithms.js';

/** A key set as RFC 7517 §5 writes it. Entries are judged as those of an issuer's own key set are. */
export interface LocalKeySet {
  readonly keys: readonly object[];
}

/** An authorization server whose access tokens are accepted. */
export interface IssuerOptions {
  /**
   * Issuer identifier, compared character by character with `iss` and with the issuer's own metadata: an `https` URL, `http`
   * only on a loopback host.
   */
  readonly issuer: string;
  /** Names of this API; a token must carry one of them in `aud`. */
  readonly audience: string | readonly string[];
  /**
   * Signature algorithms that the issuer may use; asymmetric only. ES384, ES512, Ed25519, PS384, PS512, RS384 and RS512 are
   * known too.
   *
   * @defaultValue `["RS256", "PS256", "ES256", "EdDSA"]`
   */
  readonly algorithms?: readonly SigningAlgorithm[];
  /**
   * Type of the issuer's subjects in the relationship graph. No two issuers share one, unless both say so.
   *
   * @defaultValue `user`
   */
  readonly subjectType?: string;
  /**
   * Says that another issuer with the same `subjectType` means the same subjects: `alice` of one is `alice` of the
   * other in the relationship graph. Each of them must say so. In everything else they stay two.
   *
   * @defaultValue false
   */
  readonly sharesSubjects?: boolean;
  /**
   * Whether policies and `@Permissions` believe what the issuer's tokens say of a caller: roles, department, clearance, tier,
   * tenant, attributes, permissions. Of the callers of an issuer that they do not believe, its tokens say nothing.
   *
   * @defaultValue true where there is no other issuer, or all share their subjects; or else false
   * @see docs/issuers.md#roles-and-attributes
   */
  readonly describesSubjects?: boolean;
  /**
   * Scopes that the issuer may grant; `*` at the end stands for anything. What its tokens say beyond that is dropped.
   *
   * @defaultValue any; where there are several issuers, any but `security:…`, with which everybody is managed
   * @see docs/issuers.md#scopes
   */
  readonly scopes?: readonly string[];
  /**
   * Longest life (`exp` minus `iat`) of this issuer's access tokens.
   *
   * @defaultValue that of all issuers
   */
  readonly maxTokenLifetimeSeconds?: number;
  /**
   * Where this issuer keeps claims that the application knows by another name: `{ roles: 'realm_access.roles' }`. The
   * application's name then means nothing else: what the token has under it is dropped.
   *
   * @defaultValue `{}`
   * @see docs/issuers.md#claims-tenants-and-tiers
   */
  readonly claims?: Readonly<Record<string, ClaimPath>>;
  /**
   * Tiers that the issuer may give (claim `tier`), each with a limit in `limits.tiers`.
   *
   * @defaultValue none: any
   */
  readonly tiers?: readonly string[];
  /**
   * Tier of tokens that name none.
   *
   * @defaultValue none: that of `limits`
   */
  readonly defaultTier?: string;
  /**
   * Tenants that the issuer may speak for (claim `tenant`). A token must then name one, unless `requiresTenant` is false.
   *
   * @defaultValue none: any
   */
  readonly tenants?: readonly string[];
  /**
   * Whether a token must name a tenant.
   *
   * @defaultValue false; true if `tenants` is given
   */
  readonly requiresTenant?: boolean;
  /**
   * Address of the issuer's key set, instead of its metadata.
   *
   * @defaultValue found through the issuer's metadata
   */
  readonly jwksUri?: string;
  /**
   * The issuer's key set itself, `{ keys: […] }`, instead of its metadata; no network is used.
   *
   * @defaultValue found through the issuer's metadata
   */
  readonly jwks?: LocalKeySet;
  /**
   * Path of a file with the issuer's key set, instead of its metadata; read again every 10 minutes.
   *
   * @defaultValue found through the issuer's metadata
   */
  readonly jwksFile?: string;
  /**
   * How the issuer is asked whether its tokens are still good.
   *
   * @defaultValue none: the issuer is not asked
   * @see docs/issuers.md#tokens-that-the-issuer-is-asked-about
   */
  readonly introspection?: IntrospectionOptions;
}

/** {@link IssuerOptions} with every default filled in. */
export interface ResolvedIssuerOptions {
  readonly issuer: string;
  readonly audience: readonly string[];
  readonly algorithms: readonly SigningAlgorithm[];
  readonly subjectType: string;
  readonly sharesSubjects: boolean;
  readonly describesSubjects: boolean;
  /** `*` at the end stands for anything. */
  readonly scopes: readonly string[];
  /** Whether `security:…` is among what `scopes` may stand for. */
  readonly mayManage: boolean;
  readonly maxTokenLifetimeSeconds: number;
  /** Member names from the outermost object inwards. */
  readonly claims: Readonly<Record<string, readonly string[]>>;
  readonly tiers: readonly string[] | undefined;
  readonly defaultTier: string | undefined;
  readonly tenants: readonly string[] | undefined;
  readonly requiresTenant: boolean;
  readonly jwksUri: string | undefined;
  readonly jwks: LocalKeySet | undefined;
  readonly jwksFile: string | undefined;
  readonly introspection: ResolvedIntrospectionOptions | undefined;
}

/** What {@link IssuerOptions} means where it is silent. */
export const ISSUER_DEFAULTS = Object.freeze({
  algorithms: DEFAULT_SIGNING_ALGORITHMS,
  subjectType: 'user',
  scopes: Object.freeze(['*']),
});

/** What an issuer's options mean depends on. */
export interface IssuerSurroundings {
  /** Of all issuers. */
  readonly maxTokenLifetimeSeconds: number;
  /** Whether there is no other issuer. */
  readonly isOnly: boolean;
  /** Whether all issuers mean the same subjects. */
  readonly isShared: boolean;
}

/** Fills in the defaults of options that have been validated. */
export function resolveIssuerOptions(
  options: IssuerOptions,
  { maxTokenLifetimeSeconds, isOnly, isShared }: IssuerSurroundings,
): ResolvedIssuerOptions {
  const { introspection, claims = {}, jwks } = options;
  return {
    issuer: options.issuer,
    audience: typeof options.audience === 'string' ? [options.audience] : [...options.audience],
    algorithms: [...(options.algorithms ?? ISSUER_DEFAULTS.algorithms)],
    subjectType: options.subjectType ?? ISSUER_DEFAULTS.subjectType,
    sharesSubjects: options.sharesSubjects ?? false,
    describesSubjects: options.describesSubjects ?? (isOnly || isShared),
    scopes: [...(options.scopes ?? ISSUER_DEFAULTS.scopes)],
    mayManage: isOnly || options.scopes !== undefined,
    maxTokenLifetimeSeconds: options.maxTokenLifetimeSeconds ?? maxTokenLifetimeSeconds,
    claims: Object.fromEntries(Object.entries(claims).map(([name, path]) => [name, stepsOf(path)])),
    tiers: options.tiers && [...options.tiers],
    defaultTier: options.defaultTier,
    tenants: options.tenants && [...options.tenants],
    requiresTenant: options.requiresTenant ?? options.tenants !== undefined,
    jwksUri: options.jwksUri,
    jwks: jwks && structuredClone(jwks),
    jwksFile: options.jwksFile,
    introspection: introspection && resolveIntrospectionOptions(introspection),
  };
}
