import type { Classification, OrderStatus } from '../database/orders-schema.js';

/** One line of an order. */
export interface OrderItem {
  readonly sku: string;
  readonly quantity: number;
  readonly unitPriceCents: number;
}

/** An order as the API keeps it. What callers see of it is an `OrderDto`. */
export interface Order {
  readonly id: string;
  /** Bare name of the organization, for example `acme`. */
  readonly organizationId: string;
  /** Subject of the creator's tokens. */
  readonly creatorId: string;
  readonly customerName: string;
  readonly customerEmail: string;
  readonly status: OrderStatus;
  /** Each SKU at most once. */
  readonly items: readonly OrderItem[];
  readonly totalCents: number;
  /** ISO 4217. */
  readonly currency: string;
  readonly classification: Classification;
  readonly sensitive: boolean;
  readonly internalNotes: string | null;
  readonly marginCents: number | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** The sum of an order's lines, in cents. */
export function totalCentsOf(items: readonly OrderItem[]): number {
  return items.reduce((total, { quantity, unitPriceCents }) => total + quantity * unitPriceCents, 0);
}
