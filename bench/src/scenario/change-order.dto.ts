import { IsEmail, IsOptional, IsString, MaxLength } from 'class-validator';

/** Body of `PATCH /orders/:id`. */
export class ChangeOrderDto {
  @IsOptional()
  @IsString()
  @MaxLength(200)
  readonly customerName?: string;

  @IsOptional()
  @IsEmail()
  @MaxLength(254)
  readonly customerEmail?: string;
}
