import type { TourAnswer, TourConditions, TourStep } from './step.js';

/** Which orders a caller may see at all. */
export function visibilitySteps({ now, environment }: TourConditions): readonly TourStep[] {
  const served = now < environment.sunsetV1;
  return [
    {
      who: 'carol',
      method: 'GET',
      path: '/v2/orders/12345',
      promised: [{ status: 404, code: 'ZT_NOT_FOUND' }],
      why: 'another organization learns not even that it exists',
    },
    {
      who: 'carol',
      method: 'GET',
      path: '/v2/orders/99999',
      promised: [{ status: 404, code: 'ZT_NOT_FOUND' }],
      why: 'the same answer for an order that does not exist',
    },
    {
      who: 'inventory-reader',
      method: 'GET',
      path: '/v2/orders/12345',
      promised: [{ status: 404, code: 'ZT_NOT_FOUND' }],
      why: 'services are bound to their organization too',
    },
    {
      who: 'bob',
      method: 'GET',
      path: '/v2/orders/12346',
      promised: [{ status: 403, code: 'ZT_POLICY_DENIED' }],
      why: 'confidential: needs clearance 3, Bob has 1',
    },
    {
      who: 'bob',
      method: 'GET',
      path: '/v2/orders?limit=100',
      promised: [{ status: 200 }],
      why: 'the list leaves out what the single route refuses',
      verify: (answer) => (lists(answer, '12346') ? 'promised a list without order 12346' : undefined),
    },
    {
      who: 'alice',
      method: 'GET',
      path: '/v2/orders?limit=100',
      promised: [{ status: 200 }],
      why: 'Alice has clearance 3 and sees it',
      verify: (answer) => (lists(answer, '12346') ? undefined : 'promised a list with order 12346'),
    },
    {
      who: 'bob',
      method: 'GET',
      path: '/v1/orders/12345',
      promised: [served ? { status: 200 } : { status: 410, code: 'ZT_VERSION_GONE' }],
      why: served ? 'version 1 says when it ends' : 'version 1 has ended',
      verify: ({ headers }) => (headers.has('sunset') ? undefined : 'promised a Sunset header'),
    },
    {
      who: 'erin',
      method: 'GET',
      path: '/zero-trust/lifecycle',
      promised: [{ status: 200 }],
      why: 'who still calls it: Erin of security sees Bob',
      verify: (answer) => (namesCaller(answer, 'bob') ? undefined : 'promised a row for Bob'),
    },
  ];
}

function lists({ body }: TourAnswer, id: string): boolean {
  const { items = [] } = body as { readonly items?: readonly { readonly id: string }[] };
  return items.some((item) => item.id === id);
}

function namesCaller({ body }: TourAnswer, name: string): boolean {
  const { calls = [] } = body as { readonly calls?: readonly { readonly subject: string | null }[] };
  return calls.some(({ subject }) => subject === name);
}
