import { Inject, Injectable } from '@nestjs/common';
import {
  LoadsResource,
  type MaybePromise,
  type ResourceAttributes,
  type ResourceLoader,
} from 'nestjs-zero-trust';
import { ORDER } from './order-tuples.js';
import type { Order } from './order.js';
import { OrdersRepository } from './orders.repository.js';
import { Organizations } from './organizations.js';

/** Loads the order that a request names, once per request, for policies and handler; and says what policies go by. */
@Injectable()
@LoadsResource(ORDER)
export class OrderLoader implements ResourceLoader<Order> {
  constructor(
    @Inject(OrdersRepository) private readonly orders: OrdersRepository,
    @Inject(Organizations) private readonly organizations: Organizations,
  ) {}

  load(id: string): Promise<Order | undefined> {
    return this.orders.find(id);
  }

  attributes(order: Order): MaybePromise<ResourceAttributes> {
    const timeZone = this.organizations.findTimeZone(order.organizationId);
    return timeZone instanceof Promise
      ? timeZone.then((found) => attributesOf(order, found))
      : attributesOf(order, timeZone);
  }
}

function attributesOf(order: Order, timeZone: string | undefined): ResourceAttributes {
  const { creatorId: owner, organizationId: tenant, classification, sensitive } = order;
  return { owner, tenant, classification, sensitive, ...(timeZone === undefined ? {} : { timeZone }) };
}
