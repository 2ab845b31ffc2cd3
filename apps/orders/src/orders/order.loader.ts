import { Inject, Injectable } from '@nestjs/common';
import { LoadsResource, type ResourceLoader } from 'nestjs-zero-trust';
import { ORDER } from './order-tuples.js';
import type { Order } from './order.js';
import { OrdersRepository } from './orders.repository.js';

/** Loads the order that a request names, once per request, for policies and handler. */
@Injectable()
@LoadsResource(ORDER)
export class OrderLoader implements ResourceLoader<Order> {
  constructor(@Inject(OrdersRepository) private readonly orders: OrdersRepository) {}

  load(id: string): Promise<Order | undefined> {
    return this.orders.find(id);
  }
}
