import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOrdersServer, type OrdersServer } from '../support/orders-server.js';
import { NEW_ORDER } from './routes.js';

const SENSITIVE = '/v2/orders/12346/export';
const ORDINARY = '/v2/orders/12345/export';
const REFUSED = { status: 403, body: { code: 'ZT_POLICY_DENIED' } };

let server: OrdersServer;

beforeAll(async () => {
  server = await startOrdersServer();
});

afterAll(() => server.stop());

describe('GET /v2/orders/:id/export', () => {
  it('gives a member the order as a CSV file', async () => {
    const { status, headers, text } = await server.as('bob').get(ORDINARY);
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="order.csv"',
      'cache-control': 'no-store',
    });
    const [heading = '', ...records] = text.trimEnd().split('\r\n');
    expect(heading.split(',').slice(0, 3)).toEqual(['id', 'organizationId', 'creatorId']);
    expect(records.map((record) => record.split(',')[6])).toEqual(['SKU-0001', 'SKU-0007']);
  });

  it.each(['bob', 'alice'])('shows %s nothing that only editors see', async (who) => {
    const { text } = await server.as(who).get(ORDINARY);
    expect(text).not.toMatch(/internalNotes|marginCents|Asked twice|1250/);
  });

  it('makes no formula of what a customer calls itself', async () => {
    const order = { ...NEW_ORDER, customerName: '=HYPERLINK("http://evil.example")' };
    const { body } = await server.as('bob').post('/v2/orders', order);
    const { text } = await server.as('bob').get(`/v2/orders/${String(body['id'])}/export`);
    expect(text).toContain(`"'=HYPERLINK(""http://evil.example"")"`);
    expect(text).not.toContain(',=');
  });

  it('needs clearance for a confidential order, wherever the request comes from', async () => {
    expect(await server.as('bob').from('8.8.8.8').get(SENSITIVE)).toMatchObject(REFUSED);
  });

  it.each(['carol', 'inventory-reader'])('hides the order of another organization from %s', async (who) => {
    const hidden = await server.as(who).from('8.8.8.8').get(SENSITIVE);
    const absent = await server.as(who).from('8.8.8.8').get('/v2/orders/99999/export');
    expect([hidden.status, absent.status]).toEqual([404, 404]);
    const plain = (text: string): string => text.replace(/"(instance|decisionId)":"[^"]*"/g, '');
    expect(plain(hidden.text)).toBe(plain(absent.text));
  });

  it('is no export of the list', async () => {
    expect((await server.as('alice').get('/v2/orders/export')).status).toBe(404);
  });
});

describe('a sensitive order', () => {
  it.each([
    ['8.8.8.8', 'the United States'],
    ['24.48.0.1', 'Canada'],
    ['212.58.244.1', 'Great Britain'],
    ['2001:4860:4860::8888', 'the United States, by IPv6'],
    ['2001:56a::1', 'Canada, by IPv6'],
    ['2a00:23c0::1', 'Great Britain, by IPv6'],
    ['::ffff:8.8.8.8', 'the United States, by IPv4 in the form of IPv6'],
  ])('is exported to %s in %s', async (address) => {
    expect((await server.as('alice').from(address).get(SENSITIVE)).status).toBe(200);
  });

  it.each([
    ['78.46.0.1', 'Germany'],
    ['2a01:4f8::1', 'Germany, by IPv6'],
    ['::ffff:78.46.0.1', 'Germany, by IPv4 in the form of IPv6'],
    ['1.1.1.1', 'Australia'],
    ['175.45.176.1', 'North Korea'],
    ['10.0.0.1', 'a private network'],
    ['192.168.1.1', 'a private network'],
    ['127.0.0.1', 'this machine'],
    ['100.64.0.1', 'a network behind a carrier'],
    ['::1', 'this machine, by IPv6'],
    ['fe80::1', 'this link'],
    ['fd00::1', 'a private network, by IPv6'],
    ['192.0.2.1', 'nowhere: a network for documentation'],
    ['::ffff:10.0.0.1', 'a private network, by IPv4 in the form of IPv6'],
  ])('is not exported to %s in %s', async (address) => {
    expect(await server.as('alice').from(address).get(SENSITIVE)).toMatchObject(REFUSED);
  });

  it('is not exported to an address of which nobody says where it is', async () => {
    expect(await server.as('alice').get(SENSITIVE)).toMatchObject(REFUSED);
  });

  it('may be read from anywhere, for that is no export', async () => {
    expect((await server.as('alice').from('78.46.0.1').get('/v2/orders/12346')).status).toBe(200);
  });

  it('is kept from what an audit record calls an export of that policy', async () => {
    await server.as('alice').from('78.46.0.1').get(SENSITIVE);
    const record = server.records.findLast(({ path }) => path === SENSITIVE);
    expect(record).toMatchObject({ status: 403, code: 'ZT_POLICY_DENIED', sourceAddress: '78.46.0.1' });
  });
});

describe('an ordinary order', () => {
  it.each(['78.46.0.1', '10.0.0.1', '2a01:4f8::1'])('is exported to %s as well', async (address) => {
    expect((await server.as('alice').from(address).get(ORDINARY)).status).toBe(200);
  });
});

describe('headers that claim another address', () => {
  const FORGED = {
    forwarded: 'for=8.8.8.8',
    'x-real-ip': '8.8.8.8',
    'x-client-ip': '8.8.8.8',
    'true-client-ip': '8.8.8.8',
    'cf-connecting-ip': '8.8.8.8',
    'cf-ipcountry': 'US',
    'x-country': 'US',
  };

  it('count for nothing where the proxy that sends them is not trusted', async () => {
    const untrusting = await startOrdersServer({ environment: { trustedProxies: [] } });
    const alice = untrusting.as('alice');
    expect(await alice.from('8.8.8.8').get(SENSITIVE)).toMatchObject(REFUSED);
    expect(await alice.withHeaders(FORGED).get(SENSITIVE)).toMatchObject(REFUSED);
    await untrusting.stop();
  });

  it('count for nothing beside the one that trusted proxies send', async () => {
    const abroad = server.as('alice').from('78.46.0.1').withHeaders(FORGED);
    expect(await abroad.get(SENSITIVE)).toMatchObject(REFUSED);
  });

  it.each(['8.8.8.8, 78.46.0.1', '8.8.8.8,78.46.0.1', ' 8.8.8.8 ,  78.46.0.1'])(
    'do not hide the last address that a trusted proxy has seen: %s',
    async (addresses) => {
      expect(await server.as('alice').from(addresses).get(SENSITIVE)).toMatchObject(REFUSED);
    },
  );

  it('lead past trusted proxies to the caller', async () => {
    expect((await server.as('alice').from('78.46.0.1, 8.8.8.8, 127.0.0.2').get(SENSITIVE)).status).toBe(200);
  });

  it.each(['US', '8.8.8', '8.8.8.8:x', '999.8.8.8', 'unknown', ''])(
    'are no place when they are no address: %j',
    async (address) => {
      expect(await server.as('alice').from(address).get(SENSITIVE)).toMatchObject({ status: 403 });
    },
  );
});
