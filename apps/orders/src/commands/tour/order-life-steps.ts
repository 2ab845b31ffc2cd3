import { isOfficeHour } from './office-hours.js';
import { STALE_ALICE } from './callers.js';
import { CREATED, type Promised, type TourAnswer, type TourConditions, type TourStep } from './step.js';

const ORDER = {
  organizationId: 'acme',
  customerName: 'A visitor of the tour',
  customerEmail: 'visitor@customers.example',
  items: [{ sku: 'SKU-0003', quantity: 2 }],
};

const PATH = `/v2/orders/${CREATED}`;
const RELATION_MISSING: Promised = { status: 403, code: 'ZT_RELATION_MISSING' };
const CONFLICT: Promised = { status: 409, code: 'ZT_CONFLICT' };

/** An order is made, approved, and removed again. */
export function orderLifeSteps({ now }: TourConditions): readonly TourStep[] {
  return [...madeSteps, ...approvedSteps(isOfficeHour(now, 'America/New_York')), ...removedSteps];
}

const madeSteps: readonly TourStep[] = [
  {
    who: 'carol',
    method: 'POST',
    path: '/v2/orders',
    body: ORDER,
    promised: [RELATION_MISSING],
    why: 'Carol is no member of acme',
  },
  {
    who: 'bob',
    method: 'POST',
    path: '/v2/orders',
    body: { ...ORDER, status: 'approved' },
    promised: [{ status: 400, code: 'ZT_INVALID_REQUEST' }],
    why: 'the status is not for the caller to set',
  },
  {
    who: 'bob',
    method: 'POST',
    path: '/v2/orders',
    body: ORDER,
    promised: [{ status: 201 }],
    why: 'row and relationships in one transaction',
    creates: true,
  },
  {
    who: 'bob',
    method: 'GET',
    path: PATH,
    promised: [{ status: 200 }],
    why: 'visible to its organization at once',
  },
  {
    who: 'carol',
    method: 'GET',
    path: PATH,
    promised: [{ status: 404, code: 'ZT_NOT_FOUND' }],
    why: 'and to nobody else',
  },
  {
    who: 'bob',
    method: 'PATCH',
    path: PATH,
    body: { status: 'approved' },
    promised: [RELATION_MISSING],
    why: 'members view, admins edit; no access, no word on the body',
  },
];

function approvedSteps(isOpen: boolean): readonly TourStep[] {
  return [
    {
      who: 'dan',
      method: 'POST',
      path: `${PATH}/approve`,
      promised: [isOpen ? { status: 200 } : { status: 403, code: 'ZT_POLICY_DENIED' }],
      why: `contractors approve 09:00 to 17:00 in New York, where it is ${isOpen ? 'time' : 'not time'}`,
    },
    {
      who: 'alice',
      method: 'POST',
      path: `${PATH}/approve`,
      promised: [isOpen ? CONFLICT : { status: 200 }],
      why: isOpen ? 'approved by Dan already' : 'Alice is no contractor',
    },
    {
      who: 'alice',
      method: 'PATCH',
      path: PATH,
      body: { customerName: 'Somebody else' },
      promised: [CONFLICT],
      why: 'an approved order is final',
    },
  ];
}

const removedSteps: readonly TourStep[] = [
  {
    who: 'bob',
    method: 'DELETE',
    path: PATH,
    promised: [RELATION_MISSING],
    why: 'its creator, but no editor',
  },
  {
    who: 'dan',
    method: 'DELETE',
    path: PATH,
    promised: [{ status: 403, code: 'ZT_POLICY_DENIED' }],
    why: 'an editor, but neither its creator nor an admin',
  },
  {
    who: STALE_ALICE,
    method: 'DELETE',
    path: PATH,
    promised: [{ status: 401, code: 'ZT_STEP_UP_REQUIRED' }],
    why: 'who deletes must have signed in less than 300 s ago',
    verify: asksForSignIn,
  },
  {
    who: 'alice',
    method: 'DELETE',
    path: PATH,
    promised: [{ status: 204 }],
    why: 'the same Alice, signed in a moment ago',
  },
  {
    who: 'alice',
    method: 'GET',
    path: PATH,
    promised: [{ status: 404, code: 'ZT_NOT_FOUND' }],
    why: 'gone, with its relationships',
  },
];

/** RFC 9470, section 3. */
function asksForSignIn({ headers }: TourAnswer): string | undefined {
  const challenge = headers.get('www-authenticate') ?? '';
  return /error="insufficient_user_authentication".*max_age="300"/.test(challenge)
    ? undefined
    : 'promised a challenge with max_age="300"';
}
