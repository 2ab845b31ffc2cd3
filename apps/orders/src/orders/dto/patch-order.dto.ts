import { IsEmail, IsString, MaxLength, ValidateIf } from 'class-validator';
import { IsLine, MayBeAbsent } from '../../dto-fields.js';
import type { OrderItemDto } from './order-item.dto.js';
import { IsOrderItems } from './order-items.decorator.js';

/** Body of `PATCH /v2/orders/:id`: at least one of these. */
export class PatchOrderDto {
  @MayBeAbsent()
  @IsLine(200)
  readonly customerName?: string;

  @MayBeAbsent()
  @IsEmail()
  @MaxLength(254)
  readonly customerEmail?: string;

  @MayBeAbsent()
  @IsOrderItems()
  readonly items?: OrderItemDto[];

  /** `null` empties them. */
  @ValidateIf((_, value) => value !== undefined && value !== null)
  @IsString()
  @MaxLength(5_000)
  readonly internalNotes?: string | null;
}
