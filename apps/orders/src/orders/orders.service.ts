import { randomUUID } from 'node:crypto';
import { ConflictException, Inject, Injectable, NotFoundException } from '@nestjs/common';
import { Clock, InvalidRequestError, Relationships, type Principal } from 'nestjs-zero-trust';
import type { CreateOrderDto } from './dto/create-order.dto.js';
import type { PatchOrderDto } from './dto/patch-order.dto.js';
import { OrderPricing } from './order-pricing.js';
import { orderTuples } from './order-tuples.js';
import type { Order } from './order.js';
import { OrdersRepository, type OrderChange } from './orders.repository.js';

/** Makes, changes, approves and removes orders. Who may do so is decided before any of this runs. */
@Injectable()
export class OrdersService {
  constructor(
    @Inject(OrdersRepository) private readonly orders: OrdersRepository,
    @Inject(OrderPricing) private readonly pricing: OrderPricing,
    @Inject(Relationships) private readonly relationships: Relationships,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /**
   * Row and tuples commit together, so that there is no order without them, and none is lost when a process ends. An
   * engine elsewhere that cannot take them now gets them later, and is told of them with each question until then.
   *
   * @throws {@link InvalidRequestError} for lines that cannot be priced
   */
  async create(requested: CreateOrderDto, creator: Principal): Promise<Order> {
    const priced = await this.pricing.price(requested.items);
    const order = this.newOrder({ requested, priced, creator });
    await this.relationships.committed(await this.orders.insert(order, orderTuples(order)));
    return order;
  }

  /**
   * @throws {@link InvalidRequestError} for a change of nothing, or lines that cannot be priced
   * @throws ConflictException when the order is approved
   */
  async change(order: Order, requested: PatchOrderDto): Promise<Order> {
    const { items, ...fields } = requested;
    if (Object.values(requested).every((value) => value === undefined)) throw nothingToChange();
    const priced = items === undefined ? {} : await this.pricing.price(items);
    const change: OrderChange = { ...fields, ...priced };
    const changed = await this.orders.changePending(order.id, { ...change, updatedAt: this.now() });
    return changed ?? this.refuse(order.id, 'An approved order cannot be changed.');
  }

  /** @throws ConflictException when the order is approved already */
  async approve(order: Order): Promise<Order> {
    const approved = await this.orders.approvePending(order.id, this.now());
    return approved ?? this.refuse(order.id, 'The order is approved already.');
  }

  /** Removes the order and what the relationship graph says of it. */
  async remove(order: Order): Promise<void> {
    await this.relationships.committed(await this.orders.remove(order.id));
  }

  /** The order may have been removed since it was judged. */
  private async refuse(id: string, conflict: string): Promise<never> {
    const exists = (await this.orders.find(id)) !== undefined;
    throw exists ? new ConflictException(conflict) : new NotFoundException();
  }

  private newOrder({ requested, priced, creator }: NewOrder): Order {
    const now = this.now();
    return {
      id: randomUUID(),
      organizationId: requested.organizationId,
      creatorId: creator.subject,
      customerName: requested.customerName,
      customerEmail: requested.customerEmail,
      status: 'pending',
      ...priced,
      currency: 'USD',
      classification: 'internal',
      sensitive: false,
      internalNotes: null,
      marginCents: null,
      createdAt: now,
      updatedAt: now,
    };
  }

  private now(): Date {
    return new Date(this.clock.now());
  }
}

interface NewOrder {
  readonly requested: CreateOrderDto;
  readonly priced: Pick<Order, 'items' | 'totalCents'>;
  readonly creator: Principal;
}

function nothingToChange(): InvalidRequestError {
  return new InvalidRequestError([
    { pointer: '', detail: 'needs at least one of customerName, customerEmail, items, internalNotes' },
  ]);
}
