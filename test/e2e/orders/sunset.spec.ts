import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOrdersServer, type OrdersServer } from '../support/orders-server.js';

let server: OrdersServer;

beforeAll(async () => {
  server = await startOrdersServer();
});

afterAll(() => server.stop());

const HEADERS = {
  deprecation: '@1767225600',
  sunset: 'Fri, 31 Dec 2027 23:59:59 GMT',
  link: '</v2/orders>; rel="successor-version"',
};

describe('version 1', () => {
  it('answers like version 2 until its last moment, and says when it ends', async () => {
    server.clock.set('2027-12-31T23:59:58.999Z');
    const answer = await server.as('bob').get('/v1/orders/12345');
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject(HEADERS);
    expect(answer.body).toEqual((await server.as('bob').get('/v2/orders/12345')).body);
  });

  it('says so to callers that it refuses too', async () => {
    server.clock.set('2027-12-31T23:59:58.999Z');
    const answer = await server.as('carol').get('/v1/orders/12345');
    expect(answer).toMatchObject({ status: 404, headers: HEADERS });
  });

  it('answers 410 with its successor from its last moment on, with and without a token', async () => {
    server.clock.set('2027-12-31T23:59:59Z');
    for (const caller of [server.as('bob'), server.nobody]) {
      const answer = await caller.get('/v1/orders/12345');
      expect(answer).toMatchObject({ status: 410, headers: HEADERS, body: { code: 'ZT_VERSION_GONE' } });
    }
  });

  it('ends alone: version 2 goes on, and says nothing of an end', async () => {
    server.clock.set('2027-12-31T23:59:59Z');
    const { status, headers } = await server.as('bob').get('/v2/orders/12345');
    expect(status).toBe(200);
    expect(headers).not.toHaveProperty('sunset');
  });

  it.each(['2026-07-01T13:00:00Z', '2020-01-01T00:00:00Z'])(
    'ends on another date when SUNSET_V1 says so: %s',
    async (date) => {
      const other = await startOrdersServer({ environment: { sunsetV1: new Date(date) } });
      try {
        const answer = await other.as('bob').get('/v1/orders/12345');
        expect(answer).toMatchObject({ status: 410, headers: { sunset: new Date(date).toUTCString() } });
      } finally {
        await other.stop();
      }
    },
  );

  it('is switched off in the spans of SUNSET_V1_BROWNOUTS, and tells when to try again', async () => {
    const sunsetV1Brownouts = [{ from: '2027-10-01T09:00:00Z', until: '2027-10-01T10:00:00Z' }];
    const other = await startOrdersServer({ environment: { sunsetV1Brownouts } });
    try {
      const status = async (time: string): Promise<number> => {
        other.clock.set(time);
        return (await other.as('bob').get('/v1/orders/12345')).status;
      };
      expect(await status('2027-10-01T08:59:59.999Z')).toBe(200);
      expect(await status('2027-10-01T09:00:00Z')).toBe(410);
      expect(await status('2027-10-01T09:59:59.999Z')).toBe(410);
      expect(await other.nobody.get('/v1/orders/12345')).toMatchObject({
        status: 410,
        headers: { ...HEADERS, 'retry-after': '1' },
        body: { code: 'ZT_VERSION_BROWNOUT' },
      });
      expect(await status('2027-10-01T10:00:00Z')).toBe(200);
    } finally {
      await other.stop();
    }
  });
});
