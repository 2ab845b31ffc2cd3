import { Injectable } from '@nestjs/common';
import { IDENTITIES, type Identity } from './identities.js';
import type { Order, OrderChange } from './order.js';

const ITEMS = [
  { sku: 'SKU-0001', quantity: 2, unitPriceCents: 1_250 },
  { sku: 'SKU-0042', quantity: 1, unitPriceCents: 9_900 },
] as const;

/** Every order, in memory: what is measured is what stands around the handler, so there is no database. */
@Injectable()
export class OrderBook {
  readonly #orders = new Map(IDENTITIES.map((identity) => [identity.orderId, orderOf(identity)]));

  find(id: string): Order | undefined {
    return this.#orders.get(id);
  }

  change(id: string, change: OrderChange): Order | undefined {
    const order = this.#orders.get(id);
    if (order === undefined) return undefined;
    const changed = { ...order, ...change };
    this.#orders.set(id, changed);
    return changed;
  }
}

function orderOf({ orderId, organizationId, subject }: Identity): Order {
  return {
    id: orderId,
    organizationId,
    creatorId: subject,
    customerName: 'Ada Lovelace',
    customerEmail: 'ada@example.com',
    status: 'open',
    items: ITEMS,
    totalCents: ITEMS.reduce((total, { quantity, unitPriceCents }) => total + quantity * unitPriceCents, 0),
    currency: 'EUR',
    // One in ten, so that the policy on confidential orders has something to refuse.
    classification: orderId.endsWith('7') ? 'confidential' : 'internal',
    createdAt: '2026-01-15T09:30:00.000Z',
  };
}
