import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SampleProcesses } from '../support/sample-process.js';

interface Route {
  readonly method: string;
  readonly path: string;
  readonly public: string | null;
  readonly noObjectCheck: string | null;
  readonly controls: Readonly<Record<string, string>>;
}

const TOKEN = {
  authenticate: 'bearer token',
  'check-standing': 'neither revoked nor locked',
  'limit-principal': 'limit per identity: tier in 900 s',
};
const VIEW = {
  ...TOKEN,
  'check-scopes': 'orders:read',
  'check-relationship': 'viewer of order (params.id)',
  'check-policies': 'ConfidentialNeedsClearance',
};
const EDIT = { ...VIEW, 'check-scopes': 'orders:write', 'check-relationship': 'editor of order (params.id)' };

const ADMIN = { ...TOKEN, 'check-scopes': 'security:admin' };
const SUBJECT_IN_BODY = { ...ADMIN, 'inspect-request': 'body: SubjectDto' };
const SUBJECT_IN_QUERY = { ...ADMIN, 'inspect-request': 'query: SubjectDto' };

/** Every route with every control: a decorator that is taken away or weakened shows here. */
const EXPECTED: Readonly<Record<string, Route['controls'] | string>> = {
  'GET /.well-known/oauth-protected-resource': 'clients learn here where to get a token',
  'GET /health/live': 'a supervisor probes it without a token',
  'GET /health/ready': 'a load balancer probes it without a token',
  'GET /health/relationships': { ...TOKEN, 'check-scopes': 'security:read' },
  'GET /v1/orders/:id': { 'check-lifecycle': '2027-12-31T23:59:59.000Z', ...VIEW },
  'GET /v2/inventory': { ...TOKEN, 'check-scopes': 'inventory:read', 'inspect-request': 'query: PageQuery' },
  'GET /v2/inventory/:sku': { ...TOKEN, 'check-scopes': 'inventory:read' },
  'GET /v2/orders': {
    ...TOKEN,
    'check-scopes': 'orders:read',
    'check-relationship': 'viewer of order (list)',
    'inspect-request': 'query: PageQuery',
  },
  'POST /v2/orders': {
    ...TOKEN,
    'check-scopes': 'orders:write',
    'check-relationship': 'member of organization (body.organizationId)',
    'inspect-request': 'body: CreateOrderDto',
  },
  'DELETE /v2/orders/:id': {
    ...EDIT,
    'check-freshness': 'signed in at most 300 s ago, exempt: isService',
    'check-policies': 'ConfidentialNeedsClearance, CreatorOrAdmin',
  },
  'GET /v2/orders/:id': VIEW,
  'PATCH /v2/orders/:id': { ...EDIT, 'inspect-request': 'body: PatchOrderDto' },
  'POST /v2/orders/:id/approve': {
    ...EDIT,
    'check-policies': 'ConfidentialNeedsClearance, ContractorsInOfficeHours',
  },
  'POST /v2/users': 'who registers has no credential yet',
  'GET /zero-trust/subjects': { ...SUBJECT_IN_QUERY, 'check-scopes': 'security:read' },
  'POST /zero-trust/subjects/revocations': SUBJECT_IN_BODY,
  'POST /zero-trust/subjects/locks': SUBJECT_IN_BODY,
  'DELETE /zero-trust/subjects/locks': SUBJECT_IN_QUERY,
  'POST /zero-trust/subjects/suspensions': { ...ADMIN, 'inspect-request': 'body: SuspensionDto' },
  'DELETE /zero-trust/subjects/suspensions': SUBJECT_IN_QUERY,
  'POST /zero-trust/subjects/step-ups': SUBJECT_IN_BODY,
  'DELETE /zero-trust/subjects/step-ups': SUBJECT_IN_QUERY,
  'POST /zero-trust/tokens/revocations': { ...ADMIN, 'inspect-request': 'body: TokenRevocationDto' },
};

let sample: SampleProcesses;

beforeAll(async () => {
  sample = await SampleProcesses.create();
});

afterAll(() => sample.stop());

describe('npm run posture', () => {
  it('lists every route with exactly the controls that it is meant to have', async () => {
    const { code, out } = await sample.run('orders/dist/commands/posture.js', { args: ['--json'] });
    const routes = JSON.parse(out) as readonly Route[];
    const listed = routes.map(({ method, path, controls, public: reason }) => [
      `${method} ${path}`,
      reason ?? controls,
    ]);
    expect(code).toBe(0);
    expect(Object.fromEntries(listed)).toEqual(EXPECTED);
    const stock = routes.find(({ path }) => path === '/v2/inventory/:sku');
    expect(stock?.noObjectCheck).toBe('stock levels are the same for every organization');
    const users = routes.find(({ path }) => path === '/v2/users');
    expect(users?.controls).toEqual({
      'limit-principal': 'limit per address: 10 in 3600 s on this route',
      'inspect-request': 'body: RegisterUserDto',
    });
  });

  it('prints an aligned table, and touches no data', async () => {
    const { out } = await sample.run('orders/dist/commands/posture.js');
    const [heading = '', ...rows] = out.trimEnd().split('\n');
    const column = heading.indexOf('check-scopes');
    expect(rows).toHaveLength(Object.keys(EXPECTED).length);
    for (const row of rows) expect(row.slice(column - 2, column)).toBe('  ');
    expect(await readdir(sample.dataDir)).toEqual([]);
  });
});
