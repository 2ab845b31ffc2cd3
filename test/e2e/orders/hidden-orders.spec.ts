import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../support/http-client.js';
import { startOrdersServer, type OrdersServer } from '../support/orders-server.js';
import { GUARDED_ROUTES, NEW_ORDER } from './routes.js';

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** Everything about an answer that a caller can compare, but for ids and the time. */
function withoutIds({ status, headers, text }: Answer): unknown {
  const { date: _, ...compared } = headers;
  return { status, headers: compared, text: text.replaceAll(UUID, 'ID') };
}

let server: OrdersServer;

beforeAll(async () => {
  server = await startOrdersServer();
});

afterAll(() => server.stop());

const orderRoutes = GUARDED_ROUTES.filter(({ path }) => path('12345').includes('12345'));

describe.each(orderRoutes)('a hidden order on $name', ({ method, path, body }) => {
  it.each(['carol', 'erin'])('looks to %s like an absent one, byte for byte but for ids', async (who) => {
    const caller = server.as(who, { scope: 'orders:read orders:write' });
    const hidden = await caller.sendJson({ method, path: path('12345'), body });
    const absent = await caller.sendJson({ method, path: path('99999'), body });
    expect(withoutIds(hidden)).toEqual(withoutIds(absent));
    expect(hidden.status).toBe(404);
  });

  it('does not tell a caller without access whether the body was valid', async () => {
    const invalid = { nonsense: true };
    const answer = await server.as('carol').sendJson({ method, path: path('12345'), body: invalid });
    expect(answer.status).toBe(404);
  });
});

describe('a confidential order', () => {
  const confidentialRoutes = orderRoutes.map((route) => ({ ...route, path: route.path('12346') }));

  it.each(confidentialRoutes)(
    'is refused on $name to an editor without clearance',
    async ({ method, path, body }) => {
      // An editor with the role admin, so that nothing but the clearance can refuse the request.
      const caller = server.as('dan', { claims: { roles: ['admin'] } });
      const answer = await caller.sendJson({ method, path, body });
      expect(answer).toMatchObject({ status: 403, body: { code: 'ZT_POLICY_DENIED' } });
    },
  );

  it.each([
    ['2', 2],
    ['absent', undefined],
    ['null', null],
    ['the text "3"', '3'],
    ['3.5', 3.5],
    ['an array', [3]],
    ['true', true],
    ['beyond safe whole numbers', 2 ** 53],
  ])('is refused to a clearance that is %s', async (_, clearance) => {
    const answer = await server.as('alice', { claims: { clearance } }).get('/v2/orders/12346');
    expect(answer).toMatchObject({ status: 403, body: { code: 'ZT_POLICY_DENIED' } });
  });

  it.each([3, 4])('is shown to a clearance of %i', async (clearance) => {
    const answer = await server.as('bob', { claims: { clearance } }).get('/v2/orders/12346');
    expect(answer).toMatchObject({ status: 200, body: { classification: 'confidential' } });
  });

  it('is left out of the list of a caller without clearance, and only there', async () => {
    const idsFor = async (who: string): Promise<readonly string[]> => {
      const { body } = await server.as(who).get('/v2/orders?limit=100');
      return (body['items'] as { id: string }[]).map(({ id }) => id);
    };
    expect(await idsFor('bob')).toEqual(['12345']);
    expect(await idsFor('alice')).toEqual(['12346', '12345']);
    expect(await idsFor('carol')).toEqual(['67890']);
    expect(await idsFor('order-processor')).toEqual(['12346', '12345']);
    expect(await idsFor('inventory-reader')).toEqual(['67890']);
  });
});

describe('internal notes and margins', () => {
  it('are shown to no viewer on any route', async () => {
    const editor = server.as('alice');
    expect((await editor.patch('/v2/orders/12345', { internalNotes: 'never to be seen' })).status).toBe(200);
    const bob = server.as('bob');
    const answers = [
      await bob.get('/v2/orders/12345'),
      await bob.get('/v1/orders/12345'),
      await bob.get('/v2/orders'),
      await bob.post('/v2/orders', NEW_ORDER),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 201]);
    for (const { text } of answers) expect(text).not.toMatch(/internalNotes|marginCents|never to be seen/);
  });
});
