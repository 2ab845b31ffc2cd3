import { Exclude, Expose, Type } from 'class-transformer';
import { Represents, Visible } from 'nestjs-zero-trust';
import { NeedsClearance, OnlyMasked, OwnerOnly } from './policies.js';

class CustomerDto {
  @Expose() readonly name!: string;
  readonly email!: string;
  @Visible(NeedsClearance) readonly taxNumber!: string;
}

class LineDto {
  readonly sku!: string;
  @Visible({ relation: 'editor' }) readonly costCents!: number;
}

/** An order with fields of every kind of rule. */
@Represents('order')
export class OrderDto {
  readonly id!: string;
  readonly total!: number;
  @Visible({ relation: 'editor' }) readonly notes!: string | null;
  @Visible(OwnerOnly) readonly ownersView!: string;
  @Visible(OnlyMasked) readonly never!: string;
  @Visible({ relation: 'editor' }, NeedsClearance) readonly both!: string;
  @Type(() => CustomerDto) readonly customer!: CustomerDto;
  @Type(() => LineDto) readonly lines!: readonly LineDto[];
  readonly tags!: readonly unknown[];
  readonly createdAt!: Date;
  @Exclude() readonly password!: string;
}

/** A page of orders. */
export class PageDto {
  @Type(() => OrderDto) readonly items!: readonly OrderDto[];
  readonly next!: string | null;
}

/** Represents nothing: its rules are about what the route is about. */
export class SummaryDto {
  readonly title!: string;
  @Visible({ relation: 'editor' }) readonly margin!: number;
}

/** All that a careless handler returns of an order. */
export const order = (id: string): object => ({
  id,
  total: 5,
  notes: id === '1' ? null : 'call back',
  ownersView: 'mine',
  never: 'never',
  both: 'both',
  customer: { name: 'Ada', email: 'ada@example.com', taxNumber: 'T-1', hidden: 'x' },
  lines: [{ sku: 'A', costCents: 1, hidden: 'x' }],
  tags: ['a', 1, null, { hidden: 'x' }],
  createdAt: new Date(0),
  password: 'hunter2',
  newColumn: 'x',
});

/** A document as database libraries have it. */
export class Database {
  constructor(private readonly id: string) {}
  toJSON(): object {
    return order(this.id);
  }
}

/** What is there for everybody. */
export const FOR_ALL = {
  id: '1',
  total: 5,
  customer: { name: 'Ada', email: 'ada@example.com' },
  lines: [{ sku: 'A' }],
  tags: ['a', 1, null],
  createdAt: '1970-01-01T00:00:00.000Z',
};
/** What is there for editors. */
export const FOR_EDITORS = { ...FOR_ALL, notes: null, lines: [{ sku: 'A', costCents: 1 }] };
