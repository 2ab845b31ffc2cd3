import { sql } from 'kysely';
import type { AuditRecord } from 'nestjs-zero-trust';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Answer } from '../support/http-client.js';
import { startOrdersServer, type OrdersServer } from '../support/orders-server.js';
import { GUARDED_ROUTES, type GuardedRoute } from './routes.js';

const REGISTRATION = {
  email: 'new@customers.example',
  displayName: 'Somebody New',
  password: 'violet-Tractor-93-lagoon',
};

/** Contractors are judged by a policy that asks the database itself. */
const CALLERS = ['alice', 'dan'];

/** Calls every route that needs the database, all at once, as people who may. */
async function callEverything(server: OrdersServer): Promise<ReadonlyMap<string, Answer>> {
  const calls: readonly (readonly [string, Promise<Answer>])[] = [
    ...CALLERS.flatMap((who) =>
      GUARDED_ROUTES.map((route) => [`${who}: ${route.name}`, call({ server, who, route })] as const),
    ),
    ['POST /v2/users', server.nobody.post('/v2/users', REGISTRATION)],
  ];
  return new Map(await Promise.all(calls.map(async ([name, answer]) => [name, await answer] as const)));
}

function call({ server, who, route: { method, path, body } }: RouteCall): Promise<Answer> {
  return server.as(who).sendJson({ method, path: path('12345'), body });
}

interface RouteCall {
  readonly server: OrdersServer;
  readonly who: string;
  readonly route: GuardedRoute;
}

const recordOf = (server: OrdersServer, { status, text, body }: Answer): Promise<AuditRecord> =>
  vi.waitFor(() => {
    const found = server.records.find(({ decisionId }) => decisionId === body['decisionId']);
    if (found === undefined) throw new Error(`The audit log has no record of the answer ${status}: ${text}`);
    return found;
  });

/** What callers and the audit log are told while the database is down, whatever they ask for. */
const UNAVAILABLE = {
  status: 503,
  code: 'ZT_DEPENDENCY_UNAVAILABLE',
  contentType: expect.stringMatching(/^application\/problem\+json/) as string,
  retryAfter: expect.stringMatching(/^[1-9]\d*$/) as string,
  tellsTheCause: false,
  audited: { decision: 'deny', code: 'ZT_DEPENDENCY_UNAVAILABLE', status: 503 },
};

async function toOutcome(server: OrdersServer, answer: Answer): Promise<typeof UNAVAILABLE> {
  const { decision, code, status } = await recordOf(server, answer);
  return {
    status: answer.status,
    code: String(answer.body['code']),
    contentType: String(answer.headers['content-type']),
    retryAfter: String(answer.headers['retry-after']),
    tellsTheCause: /database|driver|timeout|select|stack/i.test(answer.text),
    audited: { decision, code: String(code), status },
  };
}

/** Each call with what came of it, and with what should. */
async function compare(server: OrdersServer, answers: ReadonlyMap<string, Answer>) {
  const outcomes = [...answers].map(
    async ([name, answer]) => [name, await toOutcome(server, answer)] as const,
  );
  return {
    outcomes: Object.fromEntries(await Promise.all(outcomes)),
    expected: Object.fromEntries([...answers.keys()].map((name) => [name, UNAVAILABLE])),
  };
}

const TABLES = [
  'inventory',
  'order_items',
  'orders',
  'organizations',
  'registrations',
  'relationship_tuples',
] as const;

/** Everything that a request could change. */
function readEverything({ database: { db } }: OrdersServer): Promise<readonly unknown[]> {
  return Promise.all(TABLES.map((table) => db.selectFrom(table).selectAll().execute()));
}

/** Keeps every query waiting, on the embedded database and on PostgreSQL, until the returned function is called. */
async function blockTables({ database: { db } }: OrdersServer): Promise<() => Promise<void>> {
  const blocked = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  const blocker = db.transaction().execute(async (transaction) => {
    // The server would end an idle transaction after a while, and with it the outage.
    await sql`set local idle_in_transaction_session_timeout = 0`.execute(transaction);
    await sql`lock table ${sql.join(TABLES.map((table) => sql.table(table)))} in access exclusive mode`.execute(
      transaction,
    );
    blocked.resolve();
    await ended.promise;
  });
  await Promise.race([blocked.promise, blocker]);
  return () => {
    ended.resolve();
    return blocker;
  };
}

describe('while the database is closed', () => {
  let server: OrdersServer;

  beforeAll(async () => {
    server = await startOrdersServer();
    await server.database.close();
  });

  afterAll(() => server.stop());

  it('every route answers 503, says when to come back, and is audited', async () => {
    const answers = await callEverything(server);
    // Tables that are merely locked leave a server with many connections able to answer a probe.
    const ready = ['GET /health/ready', await server.nobody.get('/health/ready')] as const;
    const { outcomes, expected } = await compare(server, new Map([...answers, ready]));
    expect(outcomes).toEqual(expected);
  });

  it('the process is alive', async () => {
    expect((await server.nobody.get('/health/live')).status).toBe(200);
  });

  it('who has no token is told so, as ever', async () => {
    for (const { method, path, body } of GUARDED_ROUTES) {
      const answer = await server.nobody.sendJson({ method, path: path('12345'), body });
      expect(answer.status).toBe(401);
    }
  });
});

describe('while the database does not answer', () => {
  let server: OrdersServer;

  beforeAll(async () => {
    server = await startOrdersServer();
  });

  afterAll(() => server.stop());

  it('every route answers 503 in time, and serves again when the database does, with nothing changed', async () => {
    const unchanged = await readEverything(server);
    const unblock = await blockTables(server);
    let answers: ReadonlyMap<string, Answer>;
    try {
      answers = await callEverything(server);
    } finally {
      await unblock();
    }
    const { outcomes, expected } = await compare(server, answers);
    expect(outcomes).toEqual(expected);
    await expect.poll(async () => (await server.nobody.get('/health/ready')).status).toBe(200);
    expect(await readEverything(server)).toEqual(unchanged);
    for (const route of GUARDED_ROUTES) {
      const { status } = await call({ server, who: route.allowed.who, route });
      expect([route.name, status]).toEqual([route.name, route.allowed.status]);
    }
  });
});
