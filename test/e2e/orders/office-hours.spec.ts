import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../support/http-client.js';
import { startOrdersServer, type OrdersServer } from '../support/orders-server.js';
import { NEW_ORDER } from './routes.js';

let server: OrdersServer;

beforeAll(async () => {
  // In the demonstration nobody of globex may approve anything.
  const tuples = [{ subject: 'user:carol', relation: 'admin', object: 'organization:globex' }];
  server = await startOrdersServer({ tuples });
});

afterAll(() => server.stop());

interface Approval {
  /** @defaultValue acme */
  readonly organizationId?: string;
  /** @defaultValue those of a contractor */
  readonly claims?: { readonly roles: unknown };
}

/** Makes an order at that moment and has it approved by who made it. */
async function approveAt(now: string, approval: Approval = {}): Promise<Answer> {
  const { organizationId = 'acme', claims = { roles: ['contractor'] } } = approval;
  server.clock.set(now);
  const caller = server.as(organizationId === 'acme' ? 'dan' : 'carol', { claims });
  const { body } = await caller.post('/v2/orders', { ...NEW_ORDER, organizationId });
  return caller.post(`/v2/orders/${String(body['id'])}/approve`);
}

const REFUSED = { status: 403, body: { code: 'ZT_POLICY_DENIED' } };

describe('a contractor of acme, in New York', () => {
  it.each([
    ['2026-07-01T12:59:59.999Z', 403, 'a moment before nine, in summer'],
    ['2026-07-01T13:00:00Z', 200, 'at nine, in summer'],
    ['2026-07-01T20:59:59.999Z', 200, 'a moment before five, in summer'],
    ['2026-07-01T21:00:00Z', 403, 'at five, in summer'],
    ['2026-01-14T13:59:59.999Z', 403, 'a moment before nine, in winter'],
    ['2026-01-14T14:00:00Z', 200, 'at nine, in winter'],
    ['2026-01-14T21:59:59.999Z', 200, 'a moment before five, in winter'],
    ['2026-01-14T22:00:00Z', 403, 'at five, in winter'],
    ['2026-03-06T13:30:00Z', 403, 'at 08:30, on the last Friday before the clocks go forward'],
    ['2026-03-09T13:30:00Z', 200, 'at 09:30, on the Monday after the clocks went forward'],
    ['2026-10-30T13:30:00Z', 200, 'at 09:30, on the last Friday before the clocks go back'],
    ['2026-11-02T13:30:00Z', 403, 'at 08:30, on the Monday after the clocks went back'],
    ['2026-07-03T20:59:00Z', 200, 'on a Friday'],
    ['2026-07-04T15:00:00Z', 403, 'on a Saturday'],
    ['2026-07-05T15:00:00Z', 403, 'on a Sunday'],
    ['2026-07-06T15:00:00Z', 200, 'on a Monday'],
    ['2026-07-02T04:00:00Z', 403, 'at midnight'],
  ])('approving at %s gets %i: %s', async (now, status) => {
    expect((await approveAt(now)).status).toBe(status);
  });
});

describe('a contractor of globex, in London', () => {
  it.each([
    ['2026-07-01T07:59:59Z', 403, 'before nine there, in summer'],
    ['2026-07-01T08:00:00Z', 200, 'at nine there, four in the morning in New York'],
    ['2026-07-01T16:00:00Z', 403, 'at five there, noon in New York'],
    ['2026-01-14T08:59:59Z', 403, 'before nine there, in winter'],
    ['2026-01-14T09:00:00Z', 200, 'at nine there, in winter'],
    ['2026-03-30T08:00:00Z', 200, 'at nine, on the Monday after the clocks went forward'],
    ['2026-10-26T08:00:00Z', 403, 'at eight, on the Monday after the clocks went back'],
  ])('approving at %s gets %i: %s', async (now, status) => {
    expect((await approveAt(now, { organizationId: 'globex' })).status).toBe(status);
  });
});

describe('the hours', () => {
  const NIGHT = '2026-07-01T04:00:00Z';

  it.each([
    ['other roles', ['manager']],
    ['no roles', []],
    ['no claim about roles', undefined],
  ])('do not bind somebody with %s', async (_, roles) => {
    expect((await approveAt(NIGHT, { claims: { roles } })).status).toBe(200);
  });

  it.each([
    ['a text', 'contractor'],
    ['null', null],
    ['not all texts', [1, 'manager']],
    ['an object', { 0: 'manager' }],
  ])('bind somebody whose roles are %s: nothing is guessed in his favour', async (_, roles) => {
    expect(await approveAt(NIGHT, { claims: { roles } })).toMatchObject(REFUSED);
  });
});
