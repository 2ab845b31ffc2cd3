import { describe, expect, it } from 'vitest';
import type { InboundRequest } from '../../kernel/inbound-request.js';
import { compileObjectIdReader, isObjectId, locateObjectId, MAX_OBJECT_ID_LENGTH } from './object-id.js';

function read(source: string, request: Partial<InboundRequest>): unknown {
  return compileObjectIdReader(source)?.(request as InboundRequest);
}

describe('isObjectId', () => {
  it.each(['1', '12345', 'SKU-0001', 'a.b_c~d', 'größe', '\u{1F600}', 'x'.repeat(MAX_OBJECT_ID_LENGTH)])(
    'takes %j for an id',
    (id) => {
      expect(isObjectId(id)).toBe(true);
    },
  );

  it.each(Array.from('%/:#@* \t\n\r\u0000\u007f\u0085\u00a0\u00ad\u200b\u202e\u2028\ufeff\ue000'))(
    'refuses an id with %j in it, wherever',
    (character) => {
      for (const id of [character, `${character}1`, `1${character}`, `1${character}2`])
        expect(isObjectId(id)).toBe(false);
    },
  );

  it.each([
    '',
    'x'.repeat(MAX_OBJECT_ID_LENGTH + 1),
    '\ud800',
    undefined,
    null,
    1,
    true,
    [],
    ['1'],
    {},
    new String('1'),
  ])('refuses %j', (value) => {
    expect(isObjectId(value)).toBe(false);
  });
});

describe('locateObjectId', () => {
  const requirement = { relation: 'viewer', type: 'order', from: undefined };

  it.each([
    [['id'], 'params.id'],
    [['orderId'], 'params.orderId'],
    [['organizationId', 'orderId'], 'params.orderId'],
    [['id', 'orderId'], undefined],
    [['order_id'], undefined],
    [[], undefined],
  ])('in a path with %j finds %s', (pathParameters, source) => {
    expect(locateObjectId(requirement, { pathParameters })).toBe(source);
  });

  it('believes what the declaration says', () => {
    expect(locateObjectId({ ...requirement, from: 'query.order' }, { pathParameters: ['id'] })).toBe(
      'query.order',
    );
  });
});

describe('compileObjectIdReader', () => {
  it('reads what the source names', () => {
    expect(read('params.id', { params: { id: '1' } })).toBe('1');
    expect(read('query.id', { query: { id: '2' } })).toBe('2');
    expect(read('body.a.b', { body: { a: { b: '3' } } })).toBe('3');
    expect(read('headers.X-Id', { header: (name) => (name === 'x-id' ? ['4'] : []) })).toBe('4');
  });

  it('reads nothing that is inherited or lies in an array', () => {
    expect(read('params.toString', { params: {} })).toBeUndefined();
    expect(read('body.a.id', { body: { a: Object.create({ id: '1' }) as object } })).toBeUndefined();
    expect(read('body.0', { body: ['1'] })).toBeUndefined();
    expect(read('body.length', { body: 'text' })).toBeUndefined();
    expect(read('body.a', { body: null })).toBeUndefined();
    expect(read('query.id', { query: undefined })).toBeUndefined();
  });

  it.each([[], ['1', '1'], ['1', '2']])('makes no id of %j headers', (...values) => {
    expect(isObjectId(read('headers.id', { header: () => values }))).toBe(false);
  });

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
  ])('cannot be made from %j', (source) => {
    expect(compileObjectIdReader(source)).toBeUndefined();
  });
});
