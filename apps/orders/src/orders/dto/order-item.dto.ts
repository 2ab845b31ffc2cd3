import { IsInt, Matches, Max, Min } from 'class-validator';
import { MayBeAbsent } from '../../dto-fields.js';

const MAX_QUANTITY = 10_000;
const MAX_UNIT_PRICE_CENTS = 100_000_000;

/** One line of an order, as a caller asks for it. */
export class OrderItemDto {
  @Matches(/^SKU-\d{4}$/, { message: '$property must look like SKU-0001' })
  readonly sku!: string;

  @IsInt()
  @Min(1)
  @Max(MAX_QUANTITY)
  readonly quantity!: number;

  /** The agreed price; the inventory's where it is absent. */
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(MAX_UNIT_PRICE_CENTS)
  readonly unitPriceCents?: number;
}
