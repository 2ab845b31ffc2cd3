import { Logger } from '@nestjs/common';
import type { LifecycleReport } from 'nestjs-zero-trust';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startOrdersServer, type OrdersServer } from '../support/orders-server.js';

const END = '2027-12-31T23:59:59Z';
const V1_ORDER = '/v1/orders/12345';

let server: OrdersServer;

beforeEach(async () => {
  server = await startOrdersServer();
});

afterEach(async () => {
  vi.restoreAllMocks();
  await server.stop();
});

async function report(): Promise<LifecycleReport> {
  const { status, body } = await server.as('security-officer').get('/zero-trust/lifecycle');
  expect(status).toBe(200);
  return body as unknown as LifecycleReport;
}

describe('who still calls version 1', () => {
  it('is told before and after its end, by consumer and client, with refused calls apart', async () => {
    await server.as('bob').get(V1_ORDER);
    await server.as('order-processor').get(V1_ORDER);
    await server.as('carol').get(V1_ORDER);
    await server.nobody.get(V1_ORDER);
    await server.as('bob').get('/v2/orders/12345');
    server.clock.set(END);
    await server.as('bob').get(V1_ORDER);
    const { routes, calls } = await report();
    expect(routes).toMatchObject([
      { route: 'GET /v1/orders/:id', version: '1', end: '2027-12-31T23:59:59.000Z', consumers: 3 },
    ]);
    expect(
      calls.map(({ caller, subject, answered, refused, afterEnd }) => [
        subject ?? caller,
        answered,
        refused,
        afterEnd,
      ]),
    ).toEqual([
      ['bob', 1, 0, 1],
      ['carol', 0, 1, 0],
      ['service-account-order-processor', 1, 0, 0],
      ['anonymous', 0, 1, 0],
    ]);
  });

  it('is a file for spreadsheets as well', async () => {
    await server.as('bob').get(V1_ORDER);
    const { headers, text } = await server.as('security-officer').get('/zero-trust/lifecycle?format=csv');
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(text).toContain(',bob,GET /v1/orders/:id,1,2026-01-01T00:00:00.000Z,2027-12-31T23:59:59.000Z,');
  });

  it('warns in the log from 30 days ahead of the end, once a day, and not after it', async () => {
    // Redis counts a day by a clock of its own, which no test moves.
    await server.stop();
    server = await startOrdersServer({ environment: { redisUrl: undefined } });
    const warn = vi.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
    const warnings = (): readonly unknown[] =>
      warn.mock.calls.map(([line]: readonly unknown[]) => line).filter((line) => typeof line === 'object');
    const call = async (time: string): Promise<number> => {
      server.clock.set(time);
      await server.as('bob').get(V1_ORDER);
      await report();
      return warnings().length;
    };
    expect(await call('2027-12-01T23:59:58Z')).toBe(0);
    expect(await call('2027-12-01T23:59:59Z')).toBe(1);
    expect(await call('2027-12-02T12:00:00Z')).toBe(1);
    expect(await call('2027-12-31T23:59:58Z')).toBe(2);
    expect(await call(END)).toBe(2);
    expect(warnings()[0]).toMatchObject({
      event: 'end',
      at: '2027-12-31T23:59:59.000Z',
      subject: 'bob',
      route: 'GET /v1/orders/:id',
      successor: '/v2/orders',
    });
  });
});
