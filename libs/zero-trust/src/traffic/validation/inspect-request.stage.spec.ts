import { describe, expect, it } from 'vitest';
import { ItemDto, OrderDto, PageDto } from '../../testing/payload-dtos.js';
import { inspectBody, pointersOf, problemsOf } from '../../testing/request-inspection.js';

describe('inspect-request with a body', () => {
  it('hands over a valid body as an instance of its class, nested instances included, without a promise', () => {
    const { context, decision } = inspectBody(OrderDto, {
      customer: 'Ann',
      items: [{ sku: 'SKU-0001', quantity: 1 }],
    });
    expect(decision).toEqual({ effect: 'allow' });
    expect(context.request.body).toBeInstanceOf(OrderDto);
    expect((context.request.body as OrderDto).items?.[0]).toBeInstanceOf(ItemDto);
  });

  it('lists every problem with its JSON pointer', () => {
    const { context, decision } = inspectBody(OrderDto, {
      customer: 'too long a name',
      items: [{ sku: 'SKU-0001', quantity: 1 }, { sku: 'nonsense', quantity: 0.5 }, 'text', null],
    });
    expect(decision).toMatchObject({ effect: 'deny', code: 'ZT_INVALID_REQUEST', kind: 'invalid' });
    expect(problemsOf(decision)).toEqual([
      { pointer: '/customer', detail: 'must be shorter than or equal to 5 characters' },
      { pointer: '/items/1/sku', detail: 'must match /^SKU-\\d{4}$/ regular expression' },
      { pointer: '/items/1/quantity', detail: 'must not be less than 1' },
      { pointer: '/items/1/quantity', detail: 'must be an integer number' },
      { pointer: '/items/2', detail: 'must be an object' },
      { pointer: '/items/3', detail: 'must be an object' },
    ]);
    expect(context.request.body).not.toBeInstanceOf(OrderDto);
  });

  it('refuses unknown fields at any depth, so that nothing is mass-assigned', () => {
    const { decision } = inspectBody(OrderDto, {
      customer: 'Ann',
      status: 'approved',
      'a/b~c': 1,
      items: [{ sku: 'SKU-0001', quantity: 1, price: 0 }],
    });
    expect(problemsOf(decision)).toEqual([
      { pointer: '/status', detail: 'is not a known property' },
      { pointer: '/a~1b~0c', detail: 'is not a known property' },
      { pointer: '/items/0/price', detail: 'is not a known property' },
    ]);
  });

  it.each([[null], [[]], [[{ customer: 'Ann' }]], ['text'], [7], [true], [new Date(0)], [Buffer.from('{}')]])(
    'refuses %j where an object is expected, as one problem of the whole',
    (body) => {
      expect(problemsOf(inspectBody(OrderDto, body).decision)).toEqual([
        { pointer: '', detail: 'must be an object' },
      ]);
    },
  );

  it('takes an absent body for an empty one, in which what is required is missing', () => {
    expect(pointersOf(inspectBody(OrderDto, undefined).decision)).toContain('/customer');
    const { context, decision } = inspectBody(PageDto, undefined);
    expect(decision).toEqual({ effect: 'allow' });
    expect(context.request.body).toBeInstanceOf(PageDto);
  });

  it('refuses an object of no known class', () => {
    expect(problemsOf(inspectBody(OrderDto, { customer: 'Ann', untyped: { admin: true } }).decision)).toEqual(
      [{ pointer: '/untyped', detail: 'must be an object' }],
    );
  });
});
