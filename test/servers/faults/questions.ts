import type { TokenIssuer } from 'nestjs-zero-trust/testing';
import { demoTokenRequest, type TokenChanges } from '../../e2e/support/demo-token.js';

/** A server that an answer may depend on. */
export type Dependency = 'PostgreSQL' | 'Redis' | 'OpenFGA' | 'issuer';

/** A request, what it is answered while everything works, and what it cannot be answered without. */
export interface Question {
  readonly name: string;
  readonly status: number;
  readonly needs: readonly Dependency[];
  /** What it can be answered without for a while, from memory. */
  readonly outlives?: Dependency;
  readonly method: string;
  readonly path: string;
  readonly authorization?: string;
  readonly body?: Readonly<Record<string, unknown>>;
}

// Every request is counted; who may is asked of the graph, whose tuples are rows as orders and stock are.
const LIMITS = ['Redis'] as const;
const GRAPH = { needs: ['Redis', 'OpenFGA'], outlives: 'PostgreSQL' } as const;
const ROWS = ['Redis', 'PostgreSQL'] as const;
const ALL = ['Redis', 'OpenFGA', 'PostgreSQL'] as const;

const ORDER = '/v2/orders/12345';
const CONFIDENTIAL_ORDER = '/v2/orders/12346';

/** Callers who may and callers who may not, in turn. */
export function questionsOf(issuer: TokenIssuer): readonly Question[] {
  const as = (name: string, changes: TokenChanges = {}): string => bearer({ issuer, name, changes });
  const [alice, service] = [as('alice'), as('order-processor')];
  const [bob, carol, unscoped] = [as('bob'), as('carol'), as('bob', { scope: 'inventory:read' })];
  const forged = `${bob.slice(0, -8)}AAAAAAAA`;
  const get = { method: 'GET', path: ORDER };
  const patch = { method: 'PATCH', path: ORDER };
  const allowed = [
    { ...get, name: 'an admin reads an order', authorization: alice, needs: ALL },
    { ...get, name: 'a service lists orders', path: '/v2/orders', authorization: service, needs: ALL },
    { ...patch, name: 'an admin changes an order', authorization: alice, needs: ALL, body: change('Ada') },
    { ...get, name: 'a service reads stock', path: '/v2/inventory', authorization: service, needs: ROWS },
  ].map((question) => ({ ...question, status: 200 }));
  return [
    ...allowed,
    { ...get, ...GRAPH, name: 'an outsider reads an order', authorization: carol, status: 404 },
    {
      ...patch,
      ...GRAPH,
      name: 'an outsider changes an order',
      authorization: carol,
      status: 404,
      body: change('Stolen'),
    },
    {
      ...get,
      name: 'a member without clearance reads a confidential order',
      path: CONFIDENTIAL_ORDER,
      authorization: bob,
      status: 403,
      needs: ALL,
    },
    {
      ...get,
      name: 'a member without the scope reads an order',
      authorization: unscoped,
      status: 403,
      needs: LIMITS,
    },
    { ...get, name: 'a forged token reads an order', authorization: forged, status: 401, needs: LIMITS },
    { ...get, name: 'nobody reads an order', status: 401, needs: LIMITS },
  ];
}

/** Whose order the questions are about; refused changes would have made it `Stolen`. */
export async function customerOf(address: string, issuer: TokenIssuer): Promise<unknown> {
  const headers = { authorization: bearer({ issuer, name: 'alice' }) };
  const response = await fetch(`${address}${ORDER}`, { headers });
  return ((await response.json()) as { customerName?: unknown }).customerName;
}

interface BearerInit {
  readonly issuer: TokenIssuer;
  readonly name: string;
  readonly changes?: TokenChanges;
}

/** Of the highest tier, so that no limit is reached. */
function bearer({ issuer, name, changes = {} }: BearerInit): string {
  const claims = { tier: 'enterprise' };
  return `Bearer ${issuer.token(demoTokenRequest(issuer, name, { ...changes, claims }))}`;
}

function change(customerName: string): Question['body'] {
  return { customerName };
}
