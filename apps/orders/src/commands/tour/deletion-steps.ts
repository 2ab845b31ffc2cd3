import { NEWCOMER } from './callers.js';
import type { TourConditions, TourStep } from './step.js';

const HIDDEN = { status: 404, code: 'ZT_NOT_FOUND' } as const;
const SCOPE_MISSING = { status: 403, code: 'ZT_SCOPE_MISSING' } as const;

/** Who may delete whom. */
export function deletionSteps({ newcomerId }: TourConditions): readonly TourStep[] {
  return [...refusedSteps, ...(newcomerId === undefined ? [] : leavingSteps(newcomerId))];
}

/** What the tour calls somebody into being for; does no harm where it has happened. */
export function leaveStep(newcomerId: string): TourStep {
  return {
    who: NEWCOMER,
    method: 'DELETE',
    path: `/v2/users/${newcomerId}`,
    promised: [{ status: 204 }],
    why: 'everybody may delete oneself, and needs no scope for it',
  };
}

const refusedSteps: readonly TourStep[] = [
  {
    who: 'bob',
    method: 'DELETE',
    path: '/v2/users/alice',
    promised: [SCOPE_MISSING],
    why: 'deleting others needs the scope users:delete',
  },
  {
    who: 'alice',
    method: 'DELETE',
    path: '/v2/users/carol',
    promised: [HIDDEN],
    why: 'Alice has it, but Carol belongs to no organization of hers',
  },
  {
    who: 'alice',
    method: 'DELETE',
    path: '/v2/users/nobody-at-all',
    promised: [HIDDEN],
    why: 'the same answer for somebody who does not exist',
  },
];

function leavingSteps(newcomerId: string): readonly TourStep[] {
  return [
    leaveStep(newcomerId),
    {
      who: NEWCOMER,
      method: 'GET',
      path: '/v2/orders',
      promised: [{ status: 401, code: 'ZT_TOKEN_REVOKED' }],
      why: 'whoever is deleted has no good token left',
    },
  ];
}
