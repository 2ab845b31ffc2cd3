import { DEMO_IDENTITIES } from '@sample/shared';
import type { Tuple } from 'nestjs-zero-trust';
import type { Classification, OrderStatus } from './orders-schema.js';

/** An order of the demonstration. */
export interface DemoOrder {
  readonly id: string;
  readonly organizationId: string;
  readonly creatorId: string;
  readonly customerName: string;
  readonly customerEmail: string;
  readonly classification: Classification;
  readonly sensitive: boolean;
  readonly internalNotes: string;
  readonly marginCents: number;
  readonly createdAt: string;
  readonly items: readonly DemoItem[];
}

/** An item of a {@link DemoOrder}. */
export interface DemoItem {
  /** Number of the SKU, counted from 1. */
  readonly sku: number;
  readonly quantity: number;
}

/** One article in stock. */
export interface DemoArticle {
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  readonly unit_price_cents: number;
}

/** How far every order of the demonstration is. */
export const DEMO_STATUS: OrderStatus = 'pending';

/** The two organizations and where their offices are. */
export const DEMO_ORGANIZATIONS = [
  { id: 'acme', time_zone: 'America/New_York' },
  { id: 'globex', time_zone: 'Europe/London' },
] as const;

/** One order that any member may read, one confidential and sensitive, one of the other organization. */
export const DEMO_ORDERS: readonly DemoOrder[] = [
  {
    id: '12345',
    organizationId: 'acme',
    creatorId: 'bob',
    customerName: 'Wile E. Coyote',
    customerEmail: 'wile@customers.example',
    classification: 'internal',
    sensitive: false,
    internalNotes: 'Asked twice for faster delivery.',
    marginCents: 1_250,
    createdAt: '2026-01-05T10:00:00.000Z',
    items: [
      { sku: 1, quantity: 2 },
      { sku: 7, quantity: 1 },
    ],
  },
  {
    id: '12346',
    organizationId: 'acme',
    creatorId: 'alice',
    customerName: 'Marvin M.',
    customerEmail: 'marvin@customers.example',
    classification: 'confidential',
    sensitive: true,
    internalNotes: 'Takeover talks: do not mention by telephone.',
    marginCents: 98_000,
    createdAt: '2026-01-06T11:30:00.000Z',
    items: [{ sku: 42, quantity: 10 }],
  },
  {
    id: '67890',
    organizationId: 'globex',
    creatorId: 'carol',
    customerName: 'Scorpio GmbH',
    customerEmail: 'purchasing@scorpio.example',
    classification: 'internal',
    sensitive: false,
    internalNotes: 'Pays in advance.',
    marginCents: 4_400,
    createdAt: '2026-01-07T09:15:00.000Z',
    items: [{ sku: 100, quantity: 5 }],
  },
];

const ARTICLES = 200;
const KINDS = ['Anvil', 'Rocket', 'Magnet', 'Spring', 'Giant rubber band'] as const;

/** `SKU-0001` for 1. */
export function demoSku(number: number): string {
  return `SKU-${String(number).padStart(4, '0')}`;
}

/** The price of an article, in cents. */
export function demoPriceCents(number: number): number {
  return 500 + number * 125;
}

/** `SKU-0001` to `SKU-0200`. */
export function demoInventory(): readonly DemoArticle[] {
  return Array.from({ length: ARTICLES }, (_, index) => ({
    sku: demoSku(index + 1),
    name: `${KINDS[index % KINDS.length]} no. ${index + 1}`,
    quantity: ((index * 37) % 500) + 1,
    unit_price_cents: demoPriceCents(index + 1),
  }));
}

/** Who belongs to which organization. */
export function demoMemberships(): readonly Tuple[] {
  return DEMO_IDENTITIES.flatMap(({ sub, memberships }) =>
    memberships.map(({ organization, relation }) => ({
      subject: `user:${sub}`,
      relation,
      object: `organization:${organization}`,
    })),
  );
}
