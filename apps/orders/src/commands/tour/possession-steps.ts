import { BOUND_BOB, THIEF_OF_BOUND } from './callers.js';
import type { TourAnswer, TourStep } from './step.js';

const READ = { method: 'GET', path: '/v2/orders/12345' } as const;

/** A token that is worth nothing without its key (RFC 9449). */
export const possessionSteps: readonly TourStep[] = [
  {
    ...READ,
    who: BOUND_BOB,
    promised: [{ status: 200 }],
    why: 'a token that is bound to a key, with a proof for this request',
  },
  {
    ...READ,
    who: BOUND_BOB,
    repeatsProof: true,
    promised: [{ status: 401, code: 'ZT_PROOF_REPLAYED' }],
    why: 'the very same request once more, as somebody who overheard it',
    verify: challengesDpop,
  },
  {
    ...READ,
    who: THIEF_OF_BOUND,
    scheme: 'DPoP',
    promised: [{ status: 401, code: 'ZT_PROOF_MISSING' }],
    why: 'the token without its key opens nothing',
    verify: challengesDpop,
  },
  {
    ...READ,
    who: THIEF_OF_BOUND,
    promised: [{ status: 401, code: 'ZT_TOKEN_SCHEME_MISMATCH' }],
    why: 'nor does it pass for an ordinary one',
    verify: challengesDpop,
  },
];

function challengesDpop({ headers }: TourAnswer): string | undefined {
  return headers.get('www-authenticate')?.startsWith('DPoP ') === true
    ? undefined
    : 'promised a DPoP challenge';
}
