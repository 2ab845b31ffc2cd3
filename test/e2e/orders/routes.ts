/** Body of a good order. */
export const NEW_ORDER = {
  organizationId: 'acme',
  customerName: 'Road Runner',
  customerEmail: 'beep@customers.example',
  items: [{ sku: 'SKU-0003', quantity: 2 }],
} as const;

/** A route that needs a token, and who may call it. */
export interface GuardedRoute {
  readonly name: string;
  readonly method: string;
  /** @param orderId the order that the path names, where it names one */
  readonly path: (orderId: string) => string;
  readonly body?: unknown;
  readonly scope: string;
  /** Somebody who may. */
  readonly allowed: { readonly who: string; readonly status: number };
  /** What Carol, of the other organization, gets for acme's order; `undefined` where there is no object. */
  readonly otherTenant?: { readonly status: number; readonly code: string };
  /** Only editors may. */
  readonly needsEditor?: true;
}

const HIDDEN = { status: 404, code: 'ZT_NOT_FOUND' };

/** Every route of the API that is not public. */
export const GUARDED_ROUTES: readonly GuardedRoute[] = [
  {
    name: 'POST /v2/orders',
    method: 'POST',
    path: () => '/v2/orders',
    body: NEW_ORDER,
    scope: 'orders:write',
    allowed: { who: 'bob', status: 201 },
    otherTenant: { status: 403, code: 'ZT_RELATION_MISSING' },
  },
  {
    name: 'GET /v2/orders',
    method: 'GET',
    path: () => '/v2/orders',
    scope: 'orders:read',
    allowed: { who: 'bob', status: 200 },
  },
  {
    name: 'GET /v2/orders/:id',
    method: 'GET',
    path: (id) => `/v2/orders/${id}`,
    scope: 'orders:read',
    allowed: { who: 'bob', status: 200 },
    otherTenant: HIDDEN,
  },
  {
    name: 'GET /v2/orders/:id/export',
    method: 'GET',
    path: (id) => `/v2/orders/${id}/export`,
    scope: 'orders:read',
    allowed: { who: 'bob', status: 200 },
    otherTenant: HIDDEN,
  },
  {
    name: 'GET /v1/orders/:id',
    method: 'GET',
    path: (id) => `/v1/orders/${id}`,
    scope: 'orders:read',
    allowed: { who: 'bob', status: 200 },
    otherTenant: HIDDEN,
  },
  {
    name: 'PATCH /v2/orders/:id',
    method: 'PATCH',
    path: (id) => `/v2/orders/${id}`,
    body: { customerName: 'Somebody else' },
    scope: 'orders:write',
    allowed: { who: 'alice', status: 200 },
    otherTenant: HIDDEN,
    needsEditor: true,
  },
  {
    name: 'POST /v2/orders/:id/approve',
    method: 'POST',
    path: (id) => `/v2/orders/${id}/approve`,
    scope: 'orders:write',
    allowed: { who: 'alice', status: 200 },
    otherTenant: HIDDEN,
    needsEditor: true,
  },
  {
    name: 'DELETE /v2/orders/:id',
    method: 'DELETE',
    path: (id) => `/v2/orders/${id}`,
    scope: 'orders:write',
    allowed: { who: 'alice', status: 204 },
    otherTenant: HIDDEN,
    needsEditor: true,
  },
  {
    name: 'GET /v2/inventory',
    method: 'GET',
    path: () => '/v2/inventory',
    scope: 'inventory:read',
    allowed: { who: 'bob', status: 200 },
  },
  {
    name: 'GET /v2/inventory/:sku',
    method: 'GET',
    path: () => '/v2/inventory/SKU-0001',
    scope: 'inventory:read',
    allowed: { who: 'bob', status: 200 },
  },
];
