import { Body, Controller, Patch, Get, type Type } from '@nestjs/common';
import { IsInt, IsOptional, ValidateNested } from 'class-validator';
import { Type as Of } from 'class-transformer';
import { CanAccess, Returns, ReturnsUnfiltered, Scopes, Visible, Writable } from 'nestjs-zero-trust';
import type { Hole } from './hole.js';

class LineDto {
  @Visible({ relation: 'editor' }) note!: string;
}
class OpenLineDto {
  @Visible() note!: string;
}
class OrderDto {
  @Visible() id!: string;
  @Visible({ relation: 'editor' }) internalNotes!: string;
}
class ListedOrderDto {
  @Visible() id!: string;
  @Of(() => LineDto) lines!: LineDto[];
}

/** Another class with the same fields guarded: what a correct older version has. */
class GuardedOrderV1Dto {
  @Visible() id!: string;
  @Visible() legacy!: string;
  @Visible({ relation: 'editor' }) internalNotes!: string;
}
class OpenOrderV1Dto {
  @Visible() id!: string;
  @Visible() internalNotes!: string;
}
class ShortOrderV1Dto {
  @Visible() id!: string;
}
class OpenListedV1Dto {
  @Of(() => OpenLineDto) lines!: OpenLineDto[];
}
class ListedV1Dto {
  @Of(() => LineDto) lines!: LineDto[];
}

class PriceDto {
  @IsOptional() @IsInt() @Writable({ relation: 'editor' }) priceCents?: number;
}
class OpenPriceDto {
  @IsOptional() @IsInt() priceCents?: number;
}
class BodyDto {
  @ValidateNested() @Of(() => PriceDto) price!: PriceDto;
}
class OpenBodyDto {
  @ValidateNested() @Of(() => OpenPriceDto) price!: OpenPriceDto;
}

function reads(version: string, returns: MethodDecorator): Type {
  class Versioned {
    find(): void {}
  }
  const descriptor = Object.getOwnPropertyDescriptor(Versioned.prototype, 'find') as PropertyDescriptor;
  for (const decorate of [Get(':id'), Scopes('orders:read'), CanAccess('viewer', 'order'), returns])
    decorate(Versioned.prototype, 'find', descriptor);
  Controller({ path: 'orders', version })(Versioned);
  return Versioned;
}

@Controller({ path: 'orders', version: '1' })
class OpenWrites {
  @Patch(':id') @CanAccess('viewer', 'order') @Returns() change(@Body() _body: OpenBodyDto): void {}
}
@Controller({ path: 'orders', version: '1' })
class OldWrites {
  @Patch(':id') @CanAccess('viewer', 'order') @Returns() change(@Body() _body: BodyDto): void {}
}
@Controller({ path: 'orders', version: '2' })
class NewWrites {
  @Patch(':id') @CanAccess('viewer', 'order') @Returns() change(@Body() _body: BodyDto): void {}
}

interface Versions {
  readonly name: string;
  readonly problem: string;
  readonly newer: Type;
  readonly older: Type;
  readonly twin: Type;
}

function between({ name, problem, newer, older, twin }: Versions): Hole {
  return {
    name,
    where: `${older.name}.`,
    problem,
    hole: { controllers: [older, newer] },
    twin: { controllers: [twin, newer] },
  };
}

const NEW = reads('2', Returns(OrderDto));
const GONE = 'shows internalNotes (editor) → none';

/** An older version through which fields can be had or set that a newer one guards. */
export const VERSION_FIELD_HOLES: readonly Hole[] = [
  between({
    name: 'an older version that shows a guarded field to everybody',
    problem: GONE,
    newer: NEW,
    older: reads('1', Returns(OpenOrderV1Dto)),
    twin: reads('1', Returns(GuardedOrderV1Dto)),
  }),
  between({
    name: 'an older version that returns everything',
    problem: GONE,
    newer: NEW,
    older: reads('1', ReturnsUnfiltered('as ever')),
    twin: reads('1', Returns(ShortOrderV1Dto)),
  }),
  between({
    name: 'an older version that shows a guarded field of its lines',
    problem: 'shows lines.note (editor) → none',
    newer: reads('2', Returns([ListedOrderDto])),
    older: reads('1', Returns([OpenListedV1Dto])),
    twin: reads('1', Returns([ListedV1Dto])),
  }),
  between({
    name: 'an older version through which everybody sets a guarded field',
    problem: 'takes price.priceCents (editor) → none',
    newer: NewWrites,
    older: OpenWrites,
    twin: OldWrites,
  }),
];
