import { REVOKED_BOB } from './callers.js';
import type { TourConditions, TourStep } from './step.js';

const READ = { method: 'GET', path: '/v2/inventory/SKU-0001' } as const;
const SERVED = { promised: [{ status: 200 }] } as const;

/** Tokens and persons that something is said against, while their tokens have not expired. */
export function standingSteps(conditions: TourConditions): readonly TourStep[] {
  return [...revocationSteps(conditions), ...lockSteps(conditions)];
}

/** Takes back what the tour says against Carol; does no harm where it has said nothing. */
export function unlockStep({ environment }: Pick<TourConditions, 'environment'>): TourStep {
  const carol = new URLSearchParams({ issuer: environment.authIssuer, subject: 'carol' });
  return {
    who: 'erin',
    method: 'DELETE',
    path: `/zero-trust/subjects/locks?${carol.toString()}`,
    ...SERVED,
    why: 'taken back',
  };
}

function revocationSteps({ environment, lostTokenId }: TourConditions): readonly TourStep[] {
  const body = { issuer: environment.authIssuer, tokenId: lostTokenId };
  const revoke = { method: 'POST', path: '/zero-trust/tokens/revocations', body } as const;
  return [
    { ...READ, who: REVOKED_BOB, ...SERVED, why: 'Bob loses a token' },
    {
      ...revoke,
      who: 'bob',
      promised: [{ status: 403, code: 'ZT_SCOPE_MISSING' }],
      why: 'revoking needs the scope security:admin',
    },
    { ...revoke, who: 'erin', promised: [{ status: 204 }], why: 'Erin of security revokes it' },
    {
      ...READ,
      who: REVOKED_BOB,
      promised: [{ status: 401, code: 'ZT_TOKEN_REVOKED' }],
      why: 'refused at once, though it was verified a moment ago',
    },
    { ...READ, who: 'bob', ...SERVED, why: "Bob's other tokens are good" },
  ];
}

function lockSteps({ environment }: TourConditions): readonly TourStep[] {
  const body = { issuer: environment.authIssuer, subject: 'carol' };
  return [
    {
      who: 'erin',
      method: 'POST',
      path: '/zero-trust/subjects/locks',
      body,
      ...SERVED,
      why: 'Erin locks Carol, with all tokens that she has or gets',
    },
    {
      ...READ,
      who: 'carol',
      promised: [{ status: 403, code: 'ZT_SUBJECT_LOCKED' }],
      why: 'locked out at once',
    },
    unlockStep({ environment }),
    { ...READ, who: 'carol', ...SERVED, why: 'and let in again' },
  ];
}
