import { Type } from 'class-transformer';
import { Represents, Visible } from 'nestjs-zero-trust';
import type { Classification, OrderStatus } from '../../database/orders-schema.js';

/** One line of an order, as callers see it. */
export class OrderLineDto {
  readonly sku!: string;
  readonly quantity!: number;
  readonly unitPriceCents!: number;
}

/** What callers see of an order: these fields and no others, so that a new column is never shown by accident. */
@Represents('order')
export class OrderDto {
  readonly id!: string;
  readonly organizationId!: string;
  readonly creatorId!: string;
  readonly customerName!: string;
  readonly customerEmail!: string;
  readonly status!: OrderStatus;

  @Type(() => OrderLineDto)
  readonly items!: readonly OrderLineDto[];

  readonly totalCents!: number;
  readonly currency!: string;
  readonly classification!: Classification;
  readonly sensitive!: boolean;

  /** ISO 8601, UTC. */
  readonly createdAt!: Date;

  /** ISO 8601, UTC. */
  readonly updatedAt!: Date;

  @Visible({ relation: 'editor' })
  readonly internalNotes!: string | null;

  @Visible({ relation: 'editor' })
  readonly marginCents!: number | null;
}

/** A page of orders. */
export class OrderPageDto {
  @Type(() => OrderDto)
  readonly items!: readonly OrderDto[];

  readonly nextCursor!: string | null;
}
