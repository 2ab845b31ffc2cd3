import type { ClassConstructor } from 'class-transformer';
import { describe, expect, it } from 'vitest';
import { brokenRules } from '../../testing/broken-rules.js';
import { CreateOrderDto } from './create-order.dto.js';
import { PatchOrderDto } from './patch-order.dto.js';

const LINE = { sku: 'SKU-0001', quantity: 1 };
const ORDER = {
  organizationId: 'acme',
  customerName: 'Road Runner',
  customerEmail: 'beep@customers.example',
  items: [LINE],
};
/** An address whose parts are each short enough. */
const LONG_ADDRESS = `${'a'.repeat(64)}@${`${'b'.repeat(60)}.`.repeat(3)}example`;
const NOT_A_LINE = ['isLength', 'isString', 'matches'];
const NOT_AN_ADDRESS = ['isEmail', 'maxLength'];
const NOT_ITEMS = ['arrayMaxSize', 'arrayMinSize', 'isArray', 'isObject', 'nestedValidation'];

/** What both bodies have in common. */
function rejectsCustomerAndItems(type: ClassConstructor<object>, good: object): void {
  it.each([
    ['customerName', 7, NOT_A_LINE],
    ['customerName', null, NOT_A_LINE],
    ['customerName', ' \t ', ['isLength']],
    ['customerName', 'a'.repeat(201), ['isLength']],
    ['customerName', 'a\u0000b', ['matches']],
    ['customerEmail', 7, NOT_AN_ADDRESS],
    ['customerEmail', null, NOT_AN_ADDRESS],
    ['customerEmail', 'beep', ['isEmail']],
    ['customerEmail', LONG_ADDRESS, NOT_AN_ADDRESS],
    ['items', 'none', NOT_ITEMS],
    ['items', null, NOT_ITEMS],
    ['items', [], ['arrayMinSize']],
    ['items', Array.from({ length: 101 }, () => LINE), ['arrayMaxSize']],
  ])('whose %s is %j', (name, value, rules) => {
    expect(brokenRules(type, { ...good, [name]: value })).toEqual({ [name]: rules });
  });

  it('whose lines are none', () => {
    expect(brokenRules(type, { ...good, items: [null] })).toHaveProperty('items', ['isObject']);
    expect(brokenRules(type, { ...good, items: [[LINE]] })).toHaveProperty('items', ['isObject']);
  });

  it.each([
    [{ ...LINE, sku: 'sku-1' }, { sku: ['matches'] }],
    [{ ...LINE, sku: null }, { sku: ['matches'] }],
    [{ ...LINE, quantity: 'one' }, { quantity: ['isInt', 'max', 'min'] }],
    [{ ...LINE, quantity: 1.5 }, { quantity: ['isInt'] }],
    [{ ...LINE, quantity: 0 }, { quantity: ['min'] }],
    [{ ...LINE, quantity: 10_001 }, { quantity: ['max'] }],
    [{ ...LINE, unitPriceCents: null }, { unitPriceCents: ['isInt', 'max', 'min'] }],
    [{ ...LINE, unitPriceCents: 0.5 }, { unitPriceCents: ['isInt'] }],
    [{ ...LINE, unitPriceCents: -1 }, { unitPriceCents: ['min'] }],
    [{ ...LINE, unitPriceCents: 100_000_001 }, { unitPriceCents: ['max'] }],
    [{ ...LINE, discount: 1 }, { discount: ['whitelistValidation'] }],
  ])('with the line %j', (line, rules) => {
    const named = Object.entries(rules).map(([name, names]) => [`items.0.${name}`, names]);
    expect(brokenRules(type, { ...good, items: [line] })).toEqual(Object.fromEntries(named));
  });
}

describe('a new order', () => {
  it('may say a price, or leave it to the inventory', () => {
    expect(brokenRules(CreateOrderDto, ORDER)).toEqual({});
    expect(brokenRules(CreateOrderDto, { ...ORDER, items: [{ ...LINE, unitPriceCents: 0 }] })).toEqual({});
  });

  it('may have white space around the name of its customer', () => {
    const customerName = ` ${'a'.repeat(200)} `;
    expect(brokenRules(CreateOrderDto, { ...ORDER, customerName })).toEqual({});
  });

  it('needs everything', () => {
    expect(Object.keys(brokenRules(CreateOrderDto, {})).toSorted()).toEqual(Object.keys(ORDER).toSorted());
  });

  it.each([7, null, ['acme']])('is for one organization, not %j', (organizationId) => {
    expect(brokenRules(CreateOrderDto, { ...ORDER, organizationId })).toEqual({
      organizationId: ['isString'],
    });
  });

  it('cannot say what the server decides', () => {
    expect(brokenRules(CreateOrderDto, { ...ORDER, status: 'approved' })).toEqual({
      status: ['whitelistValidation'],
    });
  });

  describe('is none', () => {
    rejectsCustomerAndItems(CreateOrderDto, ORDER);
  });
});

describe('a change of an order', () => {
  it('may be of anything alone', () => {
    const { customerName, customerEmail, items } = ORDER;
    const changes = [{}, { customerName }, { customerEmail }, { items }, { internalNotes: 'late' }];
    expect(changes.map((change) => brokenRules(PatchOrderDto, change))).toEqual(changes.map(() => ({})));
  });

  it('may empty the notes', () => {
    expect(brokenRules(PatchOrderDto, { internalNotes: null })).toEqual({});
  });

  it.each([
    [7, ['isString', 'maxLength']],
    ['a'.repeat(5_001), ['maxLength']],
  ])('is none with the notes %j', (internalNotes, rules) => {
    expect(brokenRules(PatchOrderDto, { internalNotes })).toEqual({ internalNotes: rules });
  });

  describe('is none', () => {
    rejectsCustomerAndItems(PatchOrderDto, {});
  });
});
