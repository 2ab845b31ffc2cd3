import { applyDecorators } from '@nestjs/common';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsObject, ValidateNested } from 'class-validator';
import { OrderItemDto } from './order-item.dto.js';

const MAX_ITEMS = 100;

/** A list of 1 to 100 lines. */
export function IsOrderItems(): PropertyDecorator {
  return applyDecorators(
    IsArray(),
    ArrayMinSize(1),
    ArrayMaxSize(MAX_ITEMS),
    // Nested validation alone skips null and looks through lists in lists.
    IsObject({ each: true }),
    ValidateNested({ each: true }),
    Type(() => OrderItemDto),
  );
}
