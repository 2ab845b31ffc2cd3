import { Inject, Injectable } from '@nestjs/common';
import { InvalidRequestError } from 'nestjs-zero-trust';
import { InventoryRepository } from '../inventory/inventory.repository.js';
import type { OrderItemDto } from './dto/order-item.dto.js';
import { totalCentsOf, type Order } from './order.js';

/** An order's lines with their sum. */
export type PricedItems = Pick<Order, 'items' | 'totalCents'>;

/** Puts prices to what callers order: the agreed one, or else the inventory's. */
@Injectable()
export class OrderPricing {
  constructor(@Inject(InventoryRepository) private readonly inventory: InventoryRepository) {}

  /** @throws {@link InvalidRequestError} naming every line whose SKU is unknown or stands there twice */
  async price(requested: readonly OrderItemDto[]): Promise<PricedItems> {
    const articles = await this.inventory.findAll(requested.map(({ sku }) => sku));
    const prices = new Map(articles.map(({ sku, unitPriceCents }) => [sku, unitPriceCents]));
    const problems = [...findRepeated(requested), ...findUnknown(requested, prices)];
    if (problems.length > 0) throw new InvalidRequestError(problems);
    const items = requested.map(({ sku, quantity, unitPriceCents }) => ({
      sku,
      quantity,
      unitPriceCents: unitPriceCents ?? prices.get(sku) ?? 0,
    }));
    return { items, totalCents: totalCentsOf(items) };
  }
}

function findUnknown(requested: readonly OrderItemDto[], prices: ReadonlyMap<string, number>) {
  return requested.flatMap(({ sku }, index) =>
    prices.has(sku) ? [] : [{ pointer: `/items/${index}/sku`, detail: 'is not a known SKU' }],
  );
}

function findRepeated(requested: readonly OrderItemDto[]) {
  const first = new Map(requested.toReversed().map(({ sku }, index) => [sku, requested.length - 1 - index]));
  return requested.flatMap(({ sku }, index) =>
    first.get(sku) === index ? [] : [{ pointer: `/items/${index}/sku`, detail: 'stands in the order twice' }],
  );
}
