import { Inject, Injectable } from '@nestjs/common';
import { Policies, type Accessible, type Principal } from 'nestjs-zero-trust';
import { whereAccessible } from 'nestjs-zero-trust/postgres';
import { Cursors, type CursorPosition } from '../pagination/cursors.js';
import { pageLimit, type PageQuery } from '../pagination/page-query.dto.js';
import type { Page } from '../pagination/page.js';
import { ConfidentialNeedsClearance } from './order.policies.js';
import { ORDER } from './order-tuples.js';
import type { Order } from './order.js';
import { OrdersRepository, type OrderPage, type OrderPosition } from './orders.repository.js';

const BATCH = 100;

/** Who asks for a list, and what the relationship graph lets it view. */
export interface ListingCaller {
  readonly principal: Principal;
  readonly viewable: Accessible;
}

/** Lists the orders that a caller may view, by the relation and the policy that guard each single order. */
@Injectable()
export class OrderListing {
  constructor(
    @Inject(OrdersRepository) private readonly orders: OrdersRepository,
    @Inject(Policies) private readonly policies: Policies,
    @Inject(Cursors) private readonly cursors: Cursors,
  ) {}

  /** A page of the caller's orders, newest first. @throws InvalidRequestError for a cursor that was tampered with */
  async list(query: PageQuery, { principal, viewable }: ListingCaller): Promise<Page<Order>> {
    const scope = { list: 'orders', principal };
    const limit = pageLimit(query);
    const after = query.cursor === undefined ? undefined : toPosition(this.cursors.read(scope, query.cursor));
    const condition = await whereAccessible(viewable, 'orders.id');
    // One more than asked for: whether there is a next page must not be known from orders that the caller may not see.
    const found = await this.collect({ condition, after, limit: limit + 1 });
    const items = found.slice(0, limit);
    const last = found.length > limit ? items.at(-1) : undefined;
    return { items, nextCursor: last === undefined ? null : this.cursors.write(scope, fromPosition(last)) };
  }

  /** Reads on until enough orders pass the policy, or there are no more. */
  private async collect({ condition, after, limit }: OrderPage): Promise<readonly Order[]> {
    const permitted: Order[] = [];
    let position = after;
    while (permitted.length < limit) {
      const rows = await this.orders.findPage({ condition, after: position, limit: BATCH });
      permitted.push(...(await this.permitted(rows)));
      position = rows.at(-1);
      if (rows.length < BATCH) break;
    }
    return permitted.slice(0, limit);
  }

  private permitted(orders: readonly Order[]): Promise<Order[]> {
    return this.policies.filter(ConfidentialNeedsClearance, orders, { type: ORDER });
  }
}

function fromPosition({ createdAt, id }: OrderPosition): CursorPosition {
  return [createdAt.toISOString(), id];
}

function toPosition([createdAt = '', id = '']: CursorPosition): OrderPosition {
  return { createdAt: new Date(createdAt), id };
}
