import { randomUUID } from 'node:crypto';
import { ConflictException, Inject, Injectable, NotFoundException } from '@nestjs/common';
import {
  Clock,
  InvalidRequestError,
  RelationshipEngine,
  type Principal,
  type Tuple,
} from 'nestjs-zero-trust';
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
    @Inject(RelationshipEngine) private readonly relationships: RelationshipEngine,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /**
   * @throws {@link InvalidRequestError} for lines that cannot be priced
   * @throws DependencyUnavailableError when the relationships cannot be delivered; then there is no order
   */
  async create(requested: CreateOrderDto, creator: Principal): Promise<Order> {
    const priced = await this.pricing.price(requested.items);
    const order = this.newOrder({ requested, priced, creator });
    const tuples = orderTuples(order);
    await this.orders.insert(order, tuples);
    await this.deliver(order, tuples);
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

  /**
   * Removes the order and what the relationship graph says of it. Tuples that cannot be removed grant nothing: their
   * order is gone, and ids are not used again.
   */
  async remove(order: Order): Promise<void> {
    const tuples = await this.orders.remove(order.id);
    await this.relationships.write({ deletes: tuples }, { onMissing: 'ignore' });
  }

  /**
   * Until the engine has the tuples nobody sees the order, although its row is there. A row whose tuples could not be
   * delivered is taken back, because the caller was told that it failed; what a process that dies in between leaves
   * behind is delivered by the next start. Tuples that arrived in spite of an error speak of an order that is not there.
   */
  private async deliver({ id }: Order, tuples: readonly Tuple[]): Promise<void> {
    try {
      await this.relationships.write({ writes: tuples }, { onDuplicate: 'ignore' });
    } catch (error) {
      await this.orders.remove(id);
      throw error;
    }
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
