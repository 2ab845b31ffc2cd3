import { randomUUID } from 'node:crypto';
import { KEY_ALGORITHM, systemClock, type Clock, type PrivateJwk } from '@sample/shared';
import { importJWK, SignJWT } from 'jose';

/** Header `typ` of an operator's assertion: no other token of this server can be taken for one. */
export const OPERATOR_ASSERTION_TYPE = 'operator-assertion+jwt';

/** Who signs it. */
export const OPERATOR = 'operator';

/** Longest life of an assertion. */
export const OPERATOR_ASSERTION_LIFETIME_SECONDS = 60;

/** What an assertion is made of. */
export interface OperatorAssertionOptions {
  readonly key: PrivateJwk;
  /** URL that the assertion is for: the issuer and the path. */
  readonly endpoint: string;
  /** @defaultValue the time of the machine */
  readonly clock?: Clock;
}

/** Signs a proof, good once and for 60 s, that the caller holds the operator's key of this DATA_DIR. */
export async function createOperatorAssertion(options: OperatorAssertionOptions): Promise<string> {
  const { key, endpoint, clock = systemClock } = options;
  const issuedAt = Math.floor(clock.now() / 1000);
  return new SignJWT({})
    .setProtectedHeader({ alg: KEY_ALGORITHM, typ: OPERATOR_ASSERTION_TYPE, kid: key.kid })
    .setIssuer(OPERATOR)
    .setSubject(OPERATOR)
    .setAudience(endpoint)
    .setJti(randomUUID())
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + OPERATOR_ASSERTION_LIFETIME_SECONDS)
    .sign(await importJWK(key, KEY_ALGORITHM));
}
