import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../support/caller.js';
import { startOrdersServer, type OrdersServer } from '../support/orders-server.js';
import { NEW_ORDER } from './routes.js';

let server: OrdersServer;
/** What Bob may see, as the whole list shows it. */
let ids: readonly string[];
let created: string[];

beforeAll(async () => {
  server = await startOrdersServer();
  created = [];
  for (let count = 0; count < 24; count += 1) {
    // Three orders share each moment, so that the order of equal times is seen.
    if (count % 3 === 0) server.clock.advanceSeconds(1);
    created.push(String((await server.as('bob').post('/v2/orders', NEW_ORDER)).body['id']));
  }
  const { body } = await server.as('bob').get('/v2/orders?limit=100');
  ids = (body['items'] as { id: string }[]).map(({ id }) => id);
});

afterAll(() => server.stop());

interface OrderPage {
  readonly items: readonly { readonly id: string; readonly createdAt: string }[];
  readonly nextCursor: string | null;
}

const page = async (caller: Caller, query: string): Promise<OrderPage> =>
  (await caller.get(`/v2/orders${query}`)).body as unknown as OrderPage;

const walk = async (caller: Caller, limit: number): Promise<readonly (readonly string[])[]> => {
  const pages: string[][] = [];
  let query = `?limit=${limit}`;
  for (;;) {
    const { items, nextCursor } = await page(caller, query);
    pages.push(items.map(({ id }) => id));
    if (nextCursor === null) return pages;
    query = `?limit=${limit}&cursor=${nextCursor}`;
  }
};

describe('GET /v2/orders', () => {
  it('lists every order of the caller, and no other', () => {
    expect(ids.toSorted()).toEqual([...created, '12345'].toSorted());
  });

  it('lists the newest first, 20 to a page', async () => {
    const { items, nextCursor } = await page(server.as('bob'), '');
    expect(items).toHaveLength(20);
    expect(nextCursor).toMatch(/^[\w-]+\.[\w-]+$/);
    const times = items.map(({ createdAt }) => createdAt);
    expect(times).toEqual(times.toSorted().toReversed());
  });

  it.each([1, 2, 5, 24, 25])('goes through every order once, %i at a time', async (limit) => {
    const pages = await walk(server.as('bob'), limit);
    expect(pages.flat()).toEqual(ids);
    expect(
      pages
        .map(({ length }) => length)
        .slice(0, -1)
        .every((length) => length === limit),
    ).toBe(true);
    expect(pages.at(-1)).not.toEqual([]);
  });

  it('does not skip or repeat orders when others are added meanwhile', async () => {
    const { items, nextCursor } = await page(server.as('bob'), '?limit=5');
    server.clock.advanceSeconds(1);
    const added = await server.as('bob').post('/v2/orders', NEW_ORDER);
    const next = await page(server.as('bob'), `?limit=100&cursor=${nextCursor}`);
    expect([...items, ...next.items].map(({ id }) => id)).toEqual(ids);
    await server.as('alice').delete(`/v2/orders/${String(added.body['id'])}`);
  });

  it('says that there is no next page although a hidden order follows', async () => {
    // 12346 is confidential and newer than 12345, so it lies between the pages of Bob and would come next.
    const { items, nextCursor } = await page(server.as('bob'), `?limit=${ids.length - 1}`);
    expect(items.at(-1)?.id).not.toBe('12345');
    const last = await page(server.as('bob'), `?limit=1&cursor=${nextCursor}`);
    expect(last).toMatchObject({ items: [{ id: '12345' }], nextCursor: null });
  });

  it('is empty for somebody without any organization', async () => {
    const caller = server.as('erin', { scope: 'orders:read' });
    expect(await page(caller, '')).toEqual({ items: [], nextCursor: null });
  });

  it.each([
    '0',
    '-1',
    '101',
    '1e1',
    '1.0',
    '01',
    '%2010',
    '10%20',
    '+5',
    '0x5',
    'NaN',
    '',
    '99999999999999999999',
    '%D9%A1',
  ])('refuses the limit "%s"', async (limit) => {
    const answer = await server.as('bob').get(`/v2/orders?limit=${limit}`);
    expect(answer).toMatchObject({ status: 400, body: { code: 'ZT_INVALID_REQUEST' } });
  });

  it.each([
    'limit=1&limit=100',
    'limit[]=1',
    'limit[0]=1',
    'cursor=a&cursor=b',
    'status=pending',
    'organizationId=globex',
    'Limit=5',
    '__proto__=1',
  ])('refuses the query "%s"', async (query) => {
    const answer = await server.as('bob').get(`/v2/orders?${query}`);
    expect(answer).toMatchObject({ status: 400, body: { code: 'ZT_INVALID_REQUEST' } });
  });
});

describe('a cursor', () => {
  const cursorOf = async (who: string): Promise<string> =>
    String((await page(server.as(who), '?limit=1')).nextCursor);
  const invalid = {
    status: 400,
    body: { code: 'ZT_INVALID_REQUEST', errors: [{ pointer: 'query:cursor' }] },
  };

  it.each<[string, (cursor: string) => string]>([
    ['made up', () => 'bm9uc2Vuc2U.c2lnbmF0dXJl'],
    ['empty', () => ''],
    ['without its signature', (cursor) => cursor.split('.')[0] ?? ''],
    ['with an empty signature', (cursor) => `${cursor.split('.')[0]}.`],
    [
      'with another position',
      (cursor) => `${encode(['2030-01-01T00:00:00.000Z', 'x'])}.${cursor.split('.')[1]}`,
    ],
    [
      'with a flipped signature',
      (cursor) => cursor.slice(0, -2) + (cursor.at(-2) === 'A' ? 'B' : 'A') + cursor.slice(-1),
    ],
    ['with something behind it', (cursor) => `${cursor}.x`],
    ['with padding', (cursor) => `${cursor}=`],
    ['with another spelling of its last character', (cursor) => respell(cursor)],
    ['beyond any length', (cursor) => cursor.repeat(20)],
  ])('is refused when it is %s', async (_, change) => {
    const cursor = change(await cursorOf('bob'));
    expect(await server.as('bob').get(`/v2/orders?cursor=${cursor}`)).toMatchObject(invalid);
  });

  it('is good for nobody else', async () => {
    const cursor = await cursorOf('bob');
    expect(await server.as('alice').get(`/v2/orders?cursor=${cursor}`)).toMatchObject(invalid);
  });

  it('is good for no other list', async () => {
    const { body } = await server.as('bob').get('/v2/inventory?limit=1');
    const cursor = String(body['nextCursor']);
    expect(await server.as('bob').get(`/v2/orders?cursor=${cursor}`)).toMatchObject(invalid);
    expect((await server.as('bob').get(`/v2/inventory?cursor=${cursor}`)).status).toBe(200);
  });
});

function encode(position: readonly string[]): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** 32 bytes end in a character of which two bits are ignored by decoders. */
function respell(cursor: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return cursor.slice(0, -1) + alphabet.charAt(alphabet.indexOf(cursor.slice(-1)) ^ 1);
}
