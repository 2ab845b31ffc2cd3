import { BOB_WITHOUT_ORDERS, FORGED_BOB, NOBODY } from './callers.js';
import type { TourAnswer, TourStep } from './step.js';

/** Who is calling, and with which scopes. */
export const identitySteps: readonly TourStep[] = [
  {
    who: NOBODY,
    method: 'GET',
    path: '/health/ready',
    promised: [{ status: 200 }],
    why: 'a public route, declared with its reason',
  },
  {
    who: NOBODY,
    method: 'GET',
    path: '/v2/orders',
    promised: [{ status: 401, code: 'ZT_CREDENTIALS_MISSING' }],
    why: 'every other route needs a token, and says which kind',
    verify: challenges,
  },
  {
    who: FORGED_BOB,
    method: 'GET',
    path: '/v2/orders/12345',
    promised: [{ status: 401, code: 'ZT_TOKEN_INVALID' }],
    why: 'a changed payload breaks the signature',
    verify: challenges,
  },
  {
    who: 'bob',
    method: 'GET',
    path: '/v2/orders/12345',
    promised: [{ status: 200 }],
    why: 'Bob is a member of the organization of the order',
  },
  {
    who: BOB_WITHOUT_ORDERS,
    method: 'GET',
    path: '/v2/orders/12345',
    promised: [{ status: 403, code: 'ZT_SCOPE_MISSING' }],
    why: 'the same Bob, with a token that lacks the scope',
    verify: challenges,
  },
  {
    who: 'bob',
    method: 'GET',
    path: '/v2/inventory/SKU-0001',
    promised: [{ status: 200 }],
    why: 'the inventory is the same for everybody with the scope',
  },
  {
    who: 'order-processor',
    method: 'GET',
    path: '/v2/orders/12346',
    promised: [{ status: 200 }],
    why: 'a service, signed in by its own key, with clearance 3',
  },
];

/** RFC 6750, section 3. */
function challenges({ headers }: TourAnswer): string | undefined {
  return headers.has('www-authenticate') ? undefined : 'promised a WWW-Authenticate header';
}
