/** Injection token of the `ResolvedZeroTrustOptions`. */
export const RESOLVED_OPTIONS = Symbol('RESOLVED_OPTIONS');
