import { setTimeout as sleep } from 'node:timers/promises';
import { DEMO_IDENTITIES } from '@sample/shared';
import { Posture, Relationships } from 'nestjs-zero-trust';
import {
  accessMatrix,
  type AccessMatrix,
  type MatrixIdentity,
  type MatrixObject,
  type MatrixRequest,
} from 'nestjs-zero-trust/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rememberState } from '../support/database-state.js';
import { startOrdersServer, type OrdersServer } from '../support/orders-server.js';
import { NEW_ORDER } from './routes.js';

const OBJECTS: Readonly<Record<string, readonly MatrixObject[]>> = {
  order: [
    { id: '12345', tenant: 'acme', owner: 'bob' },
    { id: '12346', tenant: 'acme', owner: 'alice' },
    { id: '67890', tenant: 'globex', owner: 'carol' },
  ],
  organization: [
    { id: 'acme', tenant: 'acme' },
    { id: 'globex', tenant: 'globex' },
  ],
  user: [
    { id: 'bob', tenant: 'acme', owner: 'bob' },
    { id: 'carol', tenant: 'globex', owner: 'carol' },
  ],
};

const COURIER_MS = 40;

let server: OrdersServer;
let matrix: AccessMatrix;

beforeAll(async () => {
  server = await startOrdersServer();
  const state = await rememberState(server.database);
  // Whose decision can be explained.
  const { body } = await server.nobody.get('/v2/orders/12345');
  const relationships = server.app.get(Relationships, { strict: false });
  matrix = await accessMatrix(server.app, {
    identities: identities(),
    objects: OBJECTS,
    requests: requests(server.issuer.issuer, String(body['decisionId'])),
    parameters: { sku: 'SKU-0001' },
    reset: async () => {
      await relationships.committed(await state.restore());
      // The courier that closes a deleted account refuses its tokens once more, beside the requests.
      await sleep(COURIER_MS);
      // Tokens that were made before somebody was deleted stay refused.
      server.clock.advanceSeconds(1);
    },
  });
}, 120_000);

afterAll(() => server.stop());

describe('the access matrix of the orders API', () => {
  it('is the committed one', async () => {
    await expect(matrix.toString()).toMatchFileSnapshot('access-matrix.txt');
  });

  it('holds every route', () => {
    const routes = server.app.get(Posture, { strict: false }).routes();
    const handlers = routes.flatMap(({ kind, method, path }) => (kind === 'http' ? `${method} ${path}` : []));
    expect(matrix.routes.map(({ name }) => name).toSorted()).toEqual(handlers.toSorted());
  });

  it('has somebody succeed on every route', () => {
    const dead = matrix.routes.filter(({ cells }) => cells.every(({ status }) => status >= 400));
    expect(dead.map(({ name }) => name)).toEqual([]);
  });
});

/** Every demo identity, from an address of its own; with limits that one test does not reach. */
function identities(): Readonly<Record<string, MatrixIdentity>> {
  const claims = { tier: 'enterprise' };
  return Object.fromEntries(
    DEMO_IDENTITIES.map(({ name, memberships }, index) => [
      name,
      {
        tenant: memberships[0]?.organization,
        token: () => server.token(name, { claims }),
        headers: { 'x-forwarded-for': `192.0.2.${index + 1}` },
      },
    ]),
  );
}

function requests(issuer: string, decisionId: string): Readonly<Record<string, MatrixRequest>> {
  const subject = { issuer, subject: 'somebody-else' };
  const until = '2026-07-02T00:00:00Z';
  return {
    'POST /v2/orders': { body: NEW_ORDER },
    'PATCH /v2/orders/:id': { body: { customerName: 'Somebody else' } },
    'POST /v2/users': {
      body: {
        email: 'new@people.example',
        displayName: 'New Here',
        password: 'umbrella-otter-lamplight-42',
      },
    },
    'GET /zero-trust/subjects': { query: subject },
    'POST /zero-trust/subjects/revocations': { body: subject },
    'POST /zero-trust/subjects/locks': { body: subject },
    'DELETE /zero-trust/subjects/locks': { query: subject },
    'POST /zero-trust/subjects/suspensions': { body: { ...subject, until } },
    'DELETE /zero-trust/subjects/suspensions': { query: subject },
    'POST /zero-trust/subjects/step-ups': { body: subject },
    'DELETE /zero-trust/subjects/step-ups': { query: subject },
    'POST /zero-trust/tokens/revocations': { body: { issuer, tokenId: 'of-somebody-else' } },
    'GET /zero-trust/decisions/:id': { parameters: { id: decisionId } },
  };
}
