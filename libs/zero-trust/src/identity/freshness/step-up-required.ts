import { bearerChallenge } from '../../kernel/bearer-challenge.js';
import { deny, type Deny } from '../../kernel/decision.js';

/** What sign-in is asked for, and why the present one is not enough. */
export interface StepUpDemand {
  readonly acceptedAcr?: readonly string[] | undefined;
  readonly maxAgeSeconds?: number | undefined;
  /** For operators. */
  readonly reason: string;
}

/**
 * The deny that asks a person to sign in again, and how.
 *
 * @see RFC 9470 §3
 */
export function stepUpRequired({ acceptedAcr, maxAgeSeconds, reason }: StepUpDemand): Deny {
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
