import { Type } from 'class-transformer';

/** One line of an {@link OrderDto}. */
export class OrderLineDto {
  readonly sku!: string;
  readonly quantity!: number;
  readonly unitPriceCents!: number;
}

/** An order, every field of which all callers may see: the peers filter none. */
export class OrderDto {
  readonly id!: string;
  readonly organizationId!: string;
  readonly creatorId!: string;
  readonly customerName!: string;
  readonly customerEmail!: string;
  readonly status!: 'open';

  @Type(() => OrderLineDto)
  readonly items!: readonly OrderLineDto[];

  readonly totalCents!: number;
  readonly currency!: string;
  readonly classification!: 'internal' | 'confidential';
  readonly createdAt!: string;
}

/** An order in short. */
export class OrderSummaryDto {
  readonly id!: string;
  readonly status!: 'open';
}
