import { describe, expect, it } from 'vitest';
import type { InboundRequest } from '../../kernel/inbound-request.js';
import type { ObjectIdFunction, ObjectIdSource } from './can-access.decorator.js';
import { compileObjectIdsReader, MAX_OBJECTS } from './object-ids.reader.js';

function read(
  source: string | ObjectIdFunction,
  request: Partial<InboundRequest>,
): readonly string[] | undefined {
  return compileObjectIdsReader(source as ObjectIdSource)?.(request as InboundRequest);
}

describe('a source of one id', () => {
  it('reads what it names', () => {
    expect(read('params.id', { params: { id: '1' } })).toEqual(['1']);
    expect(read('query.id', { query: { id: '2' } })).toEqual(['2']);
    expect(read('body.a.b', { body: { a: { b: '3' } } })).toEqual(['3']);
    expect(read('headers.X-Id', { header: (name) => (name === 'x-id' ? ['4'] : []) })).toEqual(['4']);
  });

  it('reads nothing that is inherited or lies in an array', () => {
    expect(read('params.toString', { params: {} })).toBeUndefined();
    expect(read('body.a.id', { body: { a: Object.create({ id: '1' }) as object } })).toBeUndefined();
    expect(read('body.0', { body: ['1'] })).toBeUndefined();
    expect(read('body.a', { body: { a: ['1'] } })).toBeUndefined();
    expect(read('body.length', { body: 'text' })).toBeUndefined();
    expect(read('body.a', { body: null })).toBeUndefined();
    expect(read('query.id', { query: undefined })).toBeUndefined();
  });

  it.each([[], ['1', '1'], ['1', '2']])('makes no id of %j headers', (...values) => {
    expect(read('headers.id', { header: () => values })).toBeUndefined();
  });
});

describe('a source of a list', () => {
  it('reads the whole list, each id once', () => {
    expect(read('body.ids[]', { body: { ids: ['1', '2', '1'] } })).toEqual(['1', '2']);
    expect(read('body.items[].order.id', { body: { items: [{ order: { id: '1' } }] } })).toEqual(['1']);
    expect(read('body.a.ids[]', { body: { a: { ids: ['1'] } } })).toEqual(['1']);
  });

  it('takes a query parameter that is there once for a list of one', () => {
    expect(read('query.id[]', { query: { id: '1' } })).toEqual(['1']);
    expect(read('query.id[]', { query: { id: ['1', '2'] } })).toEqual(['1', '2']);
  });

  const sparse: unknown[] = ['1'];
  sparse[2] = '2';

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['an empty list', []],
    ['one id instead of a list', '1'],
    ['a list in a list', [['1']]],
    ['a number among the ids', ['1', 2]],
    ['null among the ids', ['1', null]],
    ['a hole', sparse],
    ['a malformed id among the ids', ['1', '2/3']],
    ['an object that looks like a list', { 0: '1', length: 1 }],
    ['one more than can be checked', Array.from({ length: MAX_OBJECTS + 1 }, (_, index) => `${index}`)],
    ['too many of the same', Array.from({ length: MAX_OBJECTS + 1 }, () => '1')],
  ])('refuses %s as a whole', (_what, ids) => {
    expect(read('body.ids[]', { body: { ids } })).toBeUndefined();
  });

  it.each([[[{ id: '1' }, {}]], [[{ id: '1' }, null]], [[{ id: ['1'] }]], [[['1']]], [{ id: '1' }]])(
    'refuses %j where each item should hold an id',
    (items) => {
      expect(read('body.items[].id', { body: { items } })).toBeUndefined();
    },
  );

  it('reads the longest list that can be checked', () => {
    const ids = Array.from({ length: MAX_OBJECTS }, (_, index) => `${index}`);
    expect(read('body.ids[]', { body: { ids } })).toEqual(ids);
  });
});

describe('a function', () => {
  it('may give one id or a list', () => {
    expect(read(() => '1', {})).toEqual(['1']);
    expect(read(() => ['1', '2'], {})).toEqual(['1', '2']);
  });

  it.each([undefined, null, '', 'a b', 1, {}, [], [''], ['1', undefined], Promise.resolve('1')])(
    'gives no id by %j',
    (value) => {
      expect(read((() => value) as unknown as ObjectIdFunction, {})).toBeUndefined();
    },
  );
});

describe('compileObjectIdsReader', () => {
  it.each([
    '',
    'id',
    'params',
    'params.',
    '.id',
    'params.a.b',
    'query.a.b',
    'headers.a.b',
    'body.',
    'body..id',
    'cookies.id',
    'params.id[]',
    'headers.id[]',
    'query.[]',
    'body.[]',
    'body.a[].b[]',
    'body.a[0]',
    'body.a[',
    'query.a[].b',
  ])('knows no source %j', (source) => {
    expect(compileObjectIdsReader(source as ObjectIdSource)).toBeUndefined();
  });
});
