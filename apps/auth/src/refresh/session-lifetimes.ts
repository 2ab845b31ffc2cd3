/** Life of a refresh token. */
export const REFRESH_TOKEN_LIFETIME_MS = 7 * 24 * 60 * 60_000;

/** A session ends so long after the sign-in, however often it is prolonged: the person signs in again. */
export const SESSION_LIFETIME_MS = 30 * 24 * 60 * 60_000;
