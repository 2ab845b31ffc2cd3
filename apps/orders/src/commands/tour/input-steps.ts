import { NOBODY } from './callers.js';
import type { Promised, TourStep } from './step.js';

const INVALID: Promised = { status: 400, code: 'ZT_INVALID_REQUEST' };
const NOT_FOUND: Promised = { status: 404, code: 'ZT_NOT_FOUND' };

/** What the API makes of odd input. */
export const inputSteps: readonly TourStep[] = [
  {
    who: 'bob',
    method: 'GET',
    path: '/v2/orders?cursor=made-up',
    promised: [INVALID],
    why: 'cursors are signed',
  },
  {
    who: 'bob',
    method: 'GET',
    path: '/v2/orders?limit=1&limit=100',
    promised: [INVALID],
    why: 'a doubled parameter is ambiguous',
  },
  {
    who: 'bob',
    method: 'GET',
    path: '/v2/orders/12345%2531',
    promised: [NOT_FOUND],
    why: 'an id is decoded once, then taken as it is',
  },
  {
    who: 'bob',
    method: 'GET',
    path: '/v2/inventory/SKU-9999',
    promised: [NOT_FOUND],
    why: 'no such article',
  },
  {
    who: 'bob',
    method: 'PUT',
    path: '/v2/orders/12345',
    promised: [{ status: 405, code: 'ZT_METHOD_NOT_ALLOWED' }],
    why: 'the path exists, the method does not',
  },
  {
    who: 'bob',
    method: 'POST',
    path: '/v2/orders',
    body: 'organizationId=acme',
    contentType: 'application/x-www-form-urlencoded',
    promised: [{ status: 415, code: 'ZT_UNSUPPORTED_MEDIA_TYPE' }],
    why: 'JSON only',
  },
  {
    who: NOBODY,
    method: 'GET',
    path: '/nowhere',
    promised: [NOT_FOUND],
    why: 'recorded in the audit log like everything else',
  },
  {
    who: NOBODY,
    method: 'POST',
    path: '/v2/users',
    body: { email: 'visitor@tour.example', displayName: 'Visitor', password: 'a-Long-9-unguessable-word' },
    // The limit holds for the tour too: after ten registrations in an hour, that is the promise.
    promised: [{ status: 202 }, { status: 429, code: 'ZT_ADDRESS_LIMITED' }],
    why: 'the same answer whether or not the address is taken, 10 an hour',
  },
];
