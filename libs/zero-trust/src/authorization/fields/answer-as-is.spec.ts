import { describe, expect, it } from 'vitest';
import { dataPrototypeOf, isOpenToAll, mayLeaveAsIs, mayListLeaveAsIs } from './answer-as-is.js';
import type { ClassPlan, FieldPlan } from './compiled-fields.js';

class LineDto {}
class OrderDto {}
class Entity {
  readonly id = '1';
}

function field(name: string, nested?: ClassPlan): FieldPlan {
  return { name, rules: [], nested };
}

function planOf(
  { prototype, name }: { readonly prototype: unknown; readonly name: string },
  fields: readonly FieldPlan[],
) {
  const dataPrototype = dataPrototypeOf(prototype, fields);
  return { name, dataPrototype, represents: undefined, fields } satisfies ClassPlan;
}

const LINE = planOf(LineDto, [field('sku'), field('quantity')]);
const ORDER = planOf(OrderDto, [field('id'), field('status'), field('lines', LINE), field('tags')]);

function instance(type: new () => object, properties: object): object {
  return Object.assign(new type(), properties);
}

describe('an answer that leaves as it is', () => {
  it.each<[string, unknown]>([
    [
      'plain data',
      { id: '1', status: 'open', lines: [{ sku: 'A', quantity: 2 }], tags: ['a', 1, null, true] },
    ],
    ['a part of the fields', { id: '1', tags: [] }],
    ['nothing', {}],
    ['null in place of an object', { id: null, lines: null }],
    ['an instance of the class', instance(OrderDto, { id: '1', lines: [instance(LineDto, { sku: 'A' })] })],
    ['one object where a list might be', { lines: { sku: 'A' } }],
    ['data without a prototype', Object.assign(Object.create(null) as object, { id: '1' })],
  ])('is %s', (_what, value) => {
    expect(mayLeaveAsIs(value, ORDER)).toBe(true);
  });

  it.each<[string, unknown]>([
    ['a field that is not declared', { id: '1', secret: 's' }],
    ['one that is not declared further in', { lines: [{ sku: 'A', costCents: 1 }] }],
    ['fields in another order, which would be another text', { status: 'open', id: '1' }],
    ['an object in a field without a class', { tags: { a: 1 } }],
    ['an object in a list without a class', { tags: [{ a: 1 }] }],
    ['a list in a list', { lines: [[{ sku: 'A' }]] }],
    ['undefined, which is left out', { id: undefined }],
    ['a function', { id: () => '1' }],
    ['a symbol', { id: Symbol('1') }],
    ['a large integer', { id: 1n }],
    ['a date', { id: new Date(0) }],
    ['an instance of another class', new Entity()],
    ['an instance of another class further in', { lines: [new Entity()] }],
    ['an own toJSON', { id: '1', toJSON: () => ({ secret: 's' }) }],
    ['a hidden toJSON', Object.defineProperty({ id: '1' }, 'toJSON', { value: () => ({ secret: 's' }) })],
    ['a list with a toJSON', { tags: Object.assign(['a'], { toJSON: () => [{ secret: 's' }] }) }],
    ['a list of another class', { tags: new (class extends Array {})() }],
    ['bytes', Buffer.alloc(0)],
    ['an error', new Error('failed')],
    ['a map', new Map()],
    ['a boxed text', Object('1') as unknown],
    ['a list', [{ id: '1' }]],
    ['a text', 'text'],
    ['null', null],
    ['undefined', undefined],
  ])('is not %s', (_what, value) => {
    expect(mayLeaveAsIs(value, ORDER)).toBe(false);
  });

  it('is not data with inherited names', () => {
    expect(mayLeaveAsIs(Object.create({ id: '1' }) as object, ORDER)).toBe(false);
  });

  it('is no instance that shows a declared field by an accessor, which JSON would leave out', () => {
    class Totals {
      readonly net = 10;
      get gross(): number {
        return this.net * 1.2;
      }
    }
    const plan = planOf(Totals, [field('net'), field('gross')]);
    expect(mayLeaveAsIs(new Totals(), plan)).toBe(false);
    expect(mayLeaveAsIs({ net: 10, gross: 12 }, plan)).toBe(true);
  });

  it('is no data with a declared field that JSON would not see', () => {
    const value = Object.defineProperty({ id: '1' }, 'status', { value: 'open', enumerable: false });
    expect(mayLeaveAsIs(value, ORDER)).toBe(false);
    const last = Object.defineProperty({ id: '1' }, 'tags', { value: [], enumerable: false });
    expect(mayLeaveAsIs(last, ORDER)).toBe(false);
  });

  it.each<[string, new () => object]>([
    ['an error', class extends Error {}],
    ['a number', class extends Number {}],
    ['a map', class extends Map {}],
    ['another class', class extends Entity {}],
    [
      'a stream',
      class {
        pipe(): void {}
      },
    ],
  ])('is no instance of a class that is %s', (_what, type) => {
    expect(mayLeaveAsIs(new type(), planOf(type, [field('id')]))).toBe(false);
  });
});

describe('a list that leaves as it is', () => {
  it('holds nothing but such objects', () => {
    expect(mayListLeaveAsIs([{ id: '1' }, { id: '2', tags: ['a'] }], ORDER)).toBe(true);
    expect(mayListLeaveAsIs([], ORDER)).toBe(true);
    for (const item of [{ id: '2', secret: 's' }, undefined, 'text', [{ id: '1' }]]) {
      expect(mayListLeaveAsIs([{ id: '1' }, item], ORDER)).toBe(false);
    }
  });

  it.each<[string, unknown]>([
    ['a list with a toJSON', Object.assign([{ id: '1' }], { toJSON: () => [{ secret: 's' }] })],
    [
      'a list whose own iterator hides an object',
      Object.assign([{ secret: 's' }], { [Symbol.iterator]: [][Symbol.iterator].bind([]) }),
    ],
    ['a list whose own every agrees', Object.assign([{ secret: 's' }], { every: () => true })],
    ['a list with a hole', Array(1)],
    ['a list of another class', new (class extends Array {})()],
    ['a list that says that it is an object', Object.setPrototypeOf([], Object.prototype) as unknown],
    ['no list', { 0: { id: '1' }, length: 1 }],
  ])('is not %s', (_what, value) => {
    expect(mayListLeaveAsIs(value, ORDER)).toBe(false);
  });
});

describe('a class that is open to all', () => {
  const rule = { ask: 'relation', relation: 'editor', name: 'editor' } as const;

  it('has no rule on any field, nor has any class in it', () => {
    const guarded = planOf(LineDto, [{ name: 'costCents', rules: [rule], nested: undefined }]);
    expect(isOpenToAll(ORDER)).toBe(true);
    expect(isOpenToAll(guarded)).toBe(false);
    expect(isOpenToAll(planOf(OrderDto, [field('id'), field('lines', guarded)]))).toBe(false);
  });

  it('may hold itself', () => {
    const fields: FieldPlan[] = [field('id')];
    const plan = planOf(OrderDto, fields);
    fields.push(field('parent', plan));
    expect(isOpenToAll(plan)).toBe(true);
    fields.push({ name: 'secret', rules: [rule], nested: undefined });
    expect(isOpenToAll(plan)).toBe(false);
  });
});
