import { Validator } from '@seriousme/openapi-schema-validator';
import { Posture } from 'nestjs-zero-trust';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codesOf, type ReadDocument, type ReadOperation } from '../../library/support/read-document.js';
import { startOrdersServer, type OrdersServer } from '../support/orders-server.js';
import { GUARDED_ROUTES } from './routes.js';

const METHOD = /^(?:get|post|put|patch|delete)$/;

describe.each(['express', 'fastify'] as const)('the description of the API on %s', (httpAdapter) => {
  let server: OrdersServer;
  let document: ReadDocument;

  beforeAll(async () => {
    server = await startOrdersServer({ environment: { httpAdapter } });
    document = (await server.nobody.get('/docs-json')).body as unknown as ReadDocument;
  }, 120_000);

  afterAll(() => server.stop());

  const operations = (): ReadonlyMap<string, ReadOperation> =>
    new Map(
      Object.entries(document.paths).flatMap(([path, item]) =>
        Object.entries(item)
          .filter(([key]) => METHOD.test(key))
          .map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
      ),
    );

  it('is valid OpenAPI, for everybody', async () => {
    expect(document.openapi).toBe('3.1.0');
    expect(await new Validator().validate({ ...document })).toEqual({ valid: true });
  });

  it('has every route that the posture has, with its scopes, and no other', () => {
    const routes = server.app
      .get(Posture)
      .routes()
      .filter(({ kind }) => kind === 'http');
    const expected = routes.map(({ method, path, public: reason, controls }) => [
      `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`,
      reason === null ? (controls['check-scopes'] ?? []) : undefined,
    ]);
    const described = [...operations()].map(([name, { security }]) => {
      const [first] = security as readonly { readonly bearer?: readonly string[] }[];
      return [name, first?.bearer];
    });
    expect(Object.fromEntries(described)).toEqual(Object.fromEntries(expected));
  });

  it('says of every route which relation, which policies and which sign-in it demands', () => {
    const routes = server.app
      .get(Posture)
      .routes()
      .filter(({ kind }) => kind === 'http');
    const expected = routes.map(({ method, path, controls }) => ({
      name: `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`,
      relations: controls['check-relationship']?.length ?? 0,
      policies: (controls['check-policies'] ?? []).filter((demand) => !demand.startsWith('text of rule')),
      stepUp: controls['check-freshness'] !== undefined,
    }));
    const described = [...operations()].map(([name, operation]) => {
      const listed = (key: string): readonly unknown[] => (operation[key] ?? []) as readonly unknown[];
      return {
        name,
        relations: listed('x-can-access').length,
        policies: listed('x-policies'),
        stepUp: listed('x-step-up').length > 0,
      };
    });
    expect(described).toHaveLength(expected.length);
    expect(described).toEqual(expect.arrayContaining(expected));
  });

  it('names the very codes that callers meet', async () => {
    const met: (readonly [string, string, number, unknown])[] = [];
    for (const { method, path, body, scope } of GUARDED_ROUTES) {
      const name = `${method} ${path('{id}').replace(/\/(?:dan|12345)$/, '/{id}')}`;
      const callers = [server.nobody, server.as('carol'), server.as('bob', { scope: `not-${scope}` })];
      for (const caller of callers) {
        const answer = await caller.sendJson({ method, path: path('12345'), body });
        if (answer.status >= 400) met.push([name, path('12345'), answer.status, answer.body['code']]);
      }
    }
    const unsaid = met.filter(([name, , status, code]) => {
      const operation = [...operations()].find(([key]) => isPattern(key, name))?.[1];
      return operation === undefined || !codesOf(operation)[status]?.includes(String(code));
    });
    expect(unsaid).toEqual([]);
    expect(met.length).toBeGreaterThan(GUARDED_ROUTES.length);
  });

  it('names what a policy of the application tells', () => {
    const operation = operations().get('DELETE /v2/users/{id}') as ReadOperation;
    expect(codesOf(operation)).toMatchObject({
      403: expect.arrayContaining(['ZT_SCOPE_MISSING', 'ZT_POLICY_DENIED']) as unknown,
      404: ['ZT_NOT_FOUND'],
    });
  });

  it('shows when version 1 ends, and what comes after it', () => {
    expect(operations().get('GET /v1/orders/{id}')).toMatchObject({
      deprecated: true,
      'x-deprecation': { since: '2026-01-01T00:00:00.000Z' },
      'x-sunset': { date: '2027-12-31T23:59:59.000Z', successor: '/v2/orders' },
    });
    expect(operations().get('GET /v2/orders/{id}')).not.toHaveProperty('deprecated');
  });

  it('knows the types of what it returns, and who sees which field', () => {
    expect(document.components['schemas']?.['OrderDto']).toMatchObject({
      properties: {
        status: { type: 'string', enum: ['pending', 'approved'] },
        items: { type: 'array', items: { $ref: '#/components/schemas/OrderLineDto' } },
        internalNotes: { type: ['string', 'null'], 'x-visible-to': ['editor'] },
      },
      required: expect.not.arrayContaining(['internalNotes', 'marginCents']) as unknown,
    });
    expect(document.components['schemas']?.['OrderLineDto']).toMatchObject({
      properties: { sku: { type: 'string' }, quantity: { type: 'number' } },
    });
  });

  it('is a page without foreign hosts and inline scripts', async () => {
    const page = await fetch(`${server.address}/docs`);
    const text = await page.text();
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(text).not.toMatch(/<script(?![^>]*\bsrc=)/);
    expect(text.match(/(?:src|href)="(?!\.)[^"]*"/g) ?? []).toEqual([]);
  });

  it.each(['/docs/', '/docs/swagger-ui-init.js', '/docs/swagger-ui-bundle.js', '/docs/swagger-ui.css'])(
    'brings %s along',
    async (path) => {
      expect((await fetch(`${server.address}${path}`)).status).toBe(200);
    },
  );

  it.each(['/docs-yaml', '/docs/nothing', '/docs/..%2fv2/orders', '/docs/%2e%2e/v2/orders', '/docs-jso'])(
    'does not open %s',
    async (path) => {
      expect((await server.nobody.get(path)).status).toBeGreaterThanOrEqual(400);
    },
  );
});

/** Whether a path of the document is the one that was called, with whatever parameters. */
function isPattern(pattern: string, called: string): boolean {
  const parts = pattern.split('/');
  const others = called.split('/');
  return (
    parts.length === others.length && parts.every((part, i) => part === others[i] || part.startsWith('{'))
  );
}
