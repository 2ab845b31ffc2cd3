import { describe, expect, it } from 'vitest';
import { isObjectId, locateObjectId, MAX_OBJECT_ID_BYTES } from './object-id.js';

describe('isObjectId', () => {
  it.each(['1', '12345', 'SKU-0001', 'a.b_c~d', 'größe', '\u{1F600}', 'x'.repeat(MAX_OBJECT_ID_BYTES)])(
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
    'x'.repeat(MAX_OBJECT_ID_BYTES + 1),
    '界'.repeat(43),
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
