import { Type } from 'class-transformer';
import {
  Allow,
  ArrayMaxSize,
  IsArray,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';

/** One line of an {@link OrderDto}. */
export class ItemDto {
  @Matches(/^SKU-\d{4}$/)
  sku!: string;

  @IsInt()
  @Min(1)
  quantity!: number;
}

/** A body with a list of objects, and with one object whose class is not known. */
export class OrderDto {
  @IsString()
  @MaxLength(5)
  customer!: string;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => ItemDto)
  items?: ItemDto[];

  @IsOptional()
  @ValidateNested()
  untyped?: object;
}

/** A query: a number, a parameter that any value satisfies, and a list. */
export class PageDto {
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Max(100)
  limit?: number;

  @Allow()
  cursor?: string;

  @IsOptional()
  @IsString({ each: true })
  tag?: string[];
}
