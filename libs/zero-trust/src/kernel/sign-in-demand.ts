import { bearerChallenge } from './bearer-challenge.js';
import { deny, type Deny } from './decision.js';
import type { Authentication } from './principal.js';

/** How strong and how recent a sign-in must be. */
export interface SignInDemand {
  /** Authentication contexts (`acr`), of which the token must name one. */
  readonly acceptedAcr?: readonly string[] | undefined;
  readonly maxAgeSeconds?: number | undefined;
}

/** An `acr` value in a challenge stands among others, separated by spaces (RFC 9470 §3). */
const ACR = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/** What is wrong with a demand, in words; `undefined` if nothing is. */
export function faultOfDemand({ acceptedAcr, maxAgeSeconds }: SignInDemand): string | undefined {
  if (acceptedAcr === undefined && maxAgeSeconds === undefined) return 'demands nothing';
  if (maxAgeSeconds !== undefined && !(Number.isSafeInteger(maxAgeSeconds) && maxAgeSeconds > 0))
    return 'has a maxAgeSeconds that is no whole number above 0';
  const isAcrList = Array.isArray(acceptedAcr) && acceptedAcr.length > 0 && acceptedAcr.every(isAcr);
  if (acceptedAcr !== undefined && !isAcrList)
    return 'has an acr that is no word of printable ASCII without quotation marks, or an empty list';
  return undefined;
}

/** Why a sign-in is not enough for a demand, for operators; `undefined` if it is. */
export function shortcomingOf(
  { acceptedAcr, maxAgeSeconds }: SignInDemand,
  { acr, time }: Authentication,
  nowSeconds: number,
): string | undefined {
  if (acceptedAcr !== undefined && (acr === undefined || !acceptedAcr.includes(acr)))
    return acr === undefined ? 'the token names no acr' : 'the acr of the token is none of those accepted';
  if (maxAgeSeconds === undefined) return undefined;
  if (time === undefined) return 'the token does not say when its owner signed in';
  if (time > nowSeconds) return 'the sign-in lies in the future';
  return nowSeconds - time > maxAgeSeconds ? `the sign-in is older than ${maxAgeSeconds} s` : undefined;
}

/**
 * The deny that asks a person to sign in again, and how. `reason` says to operators why the present sign-in is not enough.
 *
 * @see RFC 9470 §3
 */
export function stepUpRequired({
  acceptedAcr,
  maxAgeSeconds,
  reason,
}: SignInDemand & { readonly reason: string }): Deny {
  const detail = 'A more recent or a stronger sign-in is needed: sign in again and use the new access token.';
  const challenge = bearerChallenge({
    error: 'insufficient_user_authentication',
    error_description: detail,
    acr_values: acceptedAcr?.join(' '),
    max_age: maxAgeSeconds?.toString(),
  });
  return deny({
    code: 'ZT_STEP_UP_REQUIRED',
    kind: 'unauthenticated',
    detail,
    reason,
    evidence: { acceptedAcr, maxAgeSeconds },
    headers: { 'www-authenticate': challenge },
  });
}

function isAcr(value: unknown): boolean {
  return typeof value === 'string' && ACR.test(value);
}
