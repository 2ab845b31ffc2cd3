/**
 * Injection token of the `ZeroTrustOptions` as the application gives them, before they are resolved. Apart from the resolved ones,
 * so that a test can put others in their place and still know the application's own.
 */
export const GIVEN_OPTIONS = Symbol('GIVEN_OPTIONS');
