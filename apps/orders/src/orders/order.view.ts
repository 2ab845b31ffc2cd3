import type { Order } from './order.js';

/**
 * What a caller sees of an order. The fields are picked, not left out, so that a new column is never shown by accident;
 * `internalNotes` and `marginCents` are shown to nobody.
 */
export type OrderView = Omit<Order, 'internalNotes' | 'marginCents' | 'createdAt' | 'updatedAt'> & {
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** ISO 8601, UTC. */
  readonly updatedAt: string;
};

/** Picks what a caller sees of an order. */
export function toOrderView(order: Order): OrderView {
  return {
    id: order.id,
    organizationId: order.organizationId,
    creatorId: order.creatorId,
    customerName: order.customerName,
    customerEmail: order.customerEmail,
    status: order.status,
    items: order.items.map(({ sku, quantity, unitPriceCents }) => ({ sku, quantity, unitPriceCents })),
    totalCents: order.totalCents,
    currency: order.currency,
    classification: order.classification,
    sensitive: order.sensitive,
    createdAt: order.createdAt.toISOString(),
    updatedAt: order.updatedAt.toISOString(),
  };
}
