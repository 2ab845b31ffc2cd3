import type { Selectable } from 'kysely';
import type { OrdersSchema } from '../database/orders-schema.js';
import type { Order, OrderItem } from './order.js';

/** A row of `orders`, as it is read. */
export type OrderRow = Selectable<OrdersSchema['orders']>;

/** A row of `order_items`, as it is read. */
export type ItemRow = Selectable<OrdersSchema['order_items']>;

/** Puts an order together from its rows. */
export function toOrder(row: OrderRow, items: readonly ItemRow[]): Order {
  return {
    id: row.id,
    organizationId: row.organization_id,
    creatorId: row.creator_id,
    customerName: row.customer_name,
    customerEmail: row.customer_email,
    status: row.status,
    items: items.filter((item) => item.order_id === row.id).map(toItem),
    totalCents: row.total_cents,
    currency: row.currency,
    classification: row.classification,
    sensitive: row.sensitive,
    internalNotes: row.internal_notes,
    marginCents: row.margin_cents,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function toItem({ sku, quantity, unit_price_cents }: ItemRow): OrderItem {
  return { sku, quantity, unitPriceCents: unit_price_cents };
}

/** The row of an order. */
export function toOrderRow(order: Order): OrderRow {
  return {
    id: order.id,
    organization_id: order.organizationId,
    creator_id: order.creatorId,
    customer_name: order.customerName,
    customer_email: order.customerEmail,
    status: order.status,
    total_cents: order.totalCents,
    currency: order.currency,
    classification: order.classification,
    sensitive: order.sensitive,
    internal_notes: order.internalNotes,
    margin_cents: order.marginCents,
    created_at: order.createdAt,
    updated_at: order.updatedAt,
  };
}

/** The rows of an order's lines. */
export function toItemRows(orderId: string, items: readonly OrderItem[]): readonly ItemRow[] {
  return items.map(({ sku, quantity, unitPriceCents }, position) => ({
    order_id: orderId,
    position,
    sku,
    quantity,
    unit_price_cents: unitPriceCents,
  }));
}
