import { IsEmail, IsString, MaxLength } from 'class-validator';
import { IsLine } from '../../dto-fields.js';
import type { OrderItemDto } from './order-item.dto.js';
import { IsOrderItems } from './order-items.decorator.js';

/** Body of `POST /v2/orders`. Everything else about an order is decided by the server. */
export class CreateOrderDto {
  /** Bare name; `@CanAccess` has judged it before the body is validated. */
  @IsString()
  readonly organizationId!: string;

  @IsLine(200)
  readonly customerName!: string;

  @IsEmail()
  @MaxLength(254)
  readonly customerEmail!: string;

  @IsOrderItems()
  readonly items!: OrderItemDto[];
}
