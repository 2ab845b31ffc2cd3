import type { ThrottlerStorage } from '@nestjs/throttler';

/** How many requests are accepted, from whom. */
export interface LimitsOptions {
  /** Length of the window of the identity limit. @defaultValue 900 */
  readonly windowSeconds?: number;
  /** Requests per window and identity, by tier. At least one tier. @defaultValue `{ default: 1000 }` */
  readonly tiers?: Readonly<Record<string, number>>;
  /** Tier of identities whose token names none, or an unknown one. @defaultValue the tier with the smallest limit */
  readonly defaultTier?: string;
  /** Claim of the access token that names the tier. @defaultValue 'tier' */
  readonly tierClaim?: string;
  /** Coarse limit per network address, counted before authentication, refused requests included. */
  readonly perAddress?: AddressLimitOptions;
  /**
   * Where requests are counted. Instances that should count together need a shared one, such as `redisState()` of
   * `nestjs-zero-trust/redis` gives.
   *
   * @defaultValue the memory of this process
   */
  readonly storage?: ThrottlerStorage;
  /** How long a distributed storage may take; then the request is refused with 503. @defaultValue 500 */
  readonly storageTimeoutMs?: number;
}

/** The coarse limit per network address (an IPv4 address, or an IPv6 /64). */
export interface AddressLimitOptions {
  /** Requests per window and address. @defaultValue 3000 */
  readonly limit?: number;
  /** Length of that window. @defaultValue 60 */
  readonly windowSeconds?: number;
}

/** {@link LimitsOptions} with every default filled in. */
export interface ResolvedLimitsOptions extends Required<
  Omit<LimitsOptions, 'defaultTier' | 'perAddress' | 'storage'>
> {
  readonly defaultTier: string | undefined;
  readonly storage: ThrottlerStorage | undefined;
  readonly perAddress: Required<AddressLimitOptions>;
}

/** The defaults of {@link LimitsOptions}. */
export const DEFAULT_LIMITS: ResolvedLimitsOptions = Object.freeze({
  windowSeconds: 900,
  tiers: Object.freeze({ default: 1000 }),
  defaultTier: undefined,
  tierClaim: 'tier',
  perAddress: Object.freeze({ limit: 3000, windowSeconds: 60 }),
  storage: undefined,
  storageTimeoutMs: 500,
});

/** Injection token of the {@link ResolvedLimitsOptions}. */
export const ResolvedLimitsOptions = Symbol('ResolvedLimitsOptions');
