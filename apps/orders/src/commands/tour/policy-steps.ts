import type { TourAnswer, TourStep } from './step.js';

const DENIED = { status: 403, code: 'ZT_POLICY_DENIED' } as const;
const EDITORS_ONLY = ['internalNotes', 'marginCents'];

/** Which fields of an order a caller sees, and who takes an order out, from where. */
export const policySteps: readonly TourStep[] = [
  {
    who: 'bob',
    method: 'GET',
    path: '/v2/orders/12345',
    promised: [{ status: 200 }],
    why: 'Bob views, so internal notes and margin are not among the fields',
    verify: (answer) => (shows(answer) === 0 ? undefined : 'promised an order without fields of editors'),
  },
  {
    who: 'dan',
    method: 'GET',
    path: '/v2/orders/12345',
    promised: [{ status: 200 }],
    why: 'Dan edits, so they are',
    verify: (answer) =>
      shows(answer) === EDITORS_ONLY.length ? undefined : 'promised an order with the fields of editors',
  },
  {
    who: 'bob',
    method: 'GET',
    path: '/v2/orders/12345/export',
    promised: [{ status: 200 }],
    why: 'an order that is not sensitive is exported to anywhere',
    verify: ({ headers }) =>
      headers.get('content-type') === 'text/csv; charset=utf-8' ? undefined : 'promised CSV',
  },
  {
    who: 'bob',
    method: 'GET',
    path: '/v2/orders/12346/export',
    promised: [DENIED],
    why: 'an export of a confidential order needs clearance as well',
  },
  {
    who: 'alice',
    method: 'GET',
    path: '/v2/orders/12346/export',
    promised: [DENIED],
    why: 'a sensitive one leaves for US, CA and GB only, and nobody knows where 127.0.0.1 is',
  },
  {
    who: 'carol',
    method: 'GET',
    path: '/v2/orders/12346/export',
    promised: [{ status: 404, code: 'ZT_NOT_FOUND' }],
    why: 'for another organization there is nothing to export',
  },
];

/** How many of the fields that are for editors an answer has. */
function shows({ body }: TourAnswer): number {
  return EDITORS_ONLY.filter((field) => Object.hasOwn(Object(body) as object, field)).length;
}
