import type { TokenEndpointResponse } from 'oauth4webapi';
import { DependencyUnavailableError } from '../../kernel/errors.js';
import type { ResolvedServiceTokenClientOptions } from './service-token-client.options.js';

/** An access token for one target. */
export interface ServiceToken {
  readonly value: string;
  /** How it is sent: a token of type `DPoP` goes with a proof. */
  readonly type: 'Bearer' | 'DPoP';
  /** Epoch milliseconds after which it is not sent any more: a little before it expires. */
  readonly usableUntil: number;
}

/** A token, and when to get the next one. Times are epoch milliseconds. */
export interface HeldToken extends ServiceToken {
  readonly obtainedAt: number;
  readonly renewAt: number;
}

/** If the answer does not say how long its token lives. */
const UNKNOWN_LIFETIME_SECONDS = 60;
/** Whatever an answer says, a token is renewed once a day. */
const LONGEST_LIFETIME_SECONDS = 86_400;
/** A token must not expire on its way. */
const ON_THE_WAY_MS = 5_000;
/** No time before its end is more than this part of a token's life. */
const LARGEST_PART = 1 / 3;

/** When the token was asked for, and with which rules. */
export interface TokenTerms {
  readonly options: ResolvedServiceTokenClientOptions;
  /** Epoch milliseconds. Its life may have begun then. */
  readonly askedAt: number;
}

/**
 * The token of an answer.
 *
 * @throws DependencyUnavailableError if it is not bound as this service's tokens are: bound to another key it is of no
 * use, and bound to none it is worth something to thieves
 */
export function readServiceToken(
  { access_token: value, token_type: type, expires_in: expiresIn }: TokenEndpointResponse,
  { options, askedAt }: TokenTerms,
): HeldToken {
  const expected = options.dpop ? 'DPoP' : 'Bearer';
  if (type !== expected.toLowerCase() || !/^[\x21-\x7e]+$/.test(value)) {
    const reason = `the answer has no token of type ${expected}`;
    throw new DependencyUnavailableError(`tokens of ${options.issuer}`, reason);
  }
  const lifetimeMs = Math.min(expiresIn ?? UNKNOWN_LIFETIME_SECONDS, LONGEST_LIFETIME_SECONDS) * 1_000;
  const usableUntil = askedAt + lifetimeMs - Math.min(ON_THE_WAY_MS, lifetimeMs * LARGEST_PART);
  const aheadMs = Math.min(options.renewAheadSeconds * 1_000, lifetimeMs * LARGEST_PART);
  return { value, type: expected, usableUntil, obtainedAt: askedAt, renewAt: usableUntil - aheadMs };
}
