import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Controller, Get } from '@nestjs/common';
import {
  CanAccess,
  embeddedRelationships,
  jsonLinesFile,
  Scopes,
  type AuditSink,
  type RelationshipEngine,
} from 'nestjs-zero-trust';
import { memoryAuditSink } from 'nestjs-zero-trust/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLATFORMS, startGuardedApp, type GuardedApp, type Platform } from './support/guarded-app.js';
import { MODEL, TUPLES } from './support/model.js';

@Controller('orders')
class OrdersController {
  @Get(':id')
  @Scopes('orders:read')
  @CanAccess('viewer', 'order')
  find(): object {
    return {};
  }
}

const SECRET_EVIDENCE = /viewer|user:|granted|tuple|stages|evidence|not-asked|model/;
const officer = { as: 'officer', scope: 'security:read' };

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'explain-'));
});
afterAll(() => rm(directory, { recursive: true }));

function start(platform: Platform, options: { sink?: AuditSink; engine?: Partial<RelationshipEngine> } = {}) {
  const { sink = memoryAuditSink(), engine } = options;
  const embedded = embeddedRelationships({ model: MODEL, tuples: TUPLES });
  const create = async () => Object.assign(await embedded.create(), engine);
  return startGuardedApp({
    platform,
    controllers: [OrdersController],
    options: {
      audit: { sink },
      management: true,
      visibleBy: { order: 'viewer' },
      relationships: { ...embedded, create },
    },
  });
}

/** Has the latest decision explained; a sink other than the memory's knows it by its answer only. */
async function explain(app: GuardedApp, id: unknown): Promise<Response> {
  return app.request('GET', `/zero-trust/decisions/${String(id)}`, officer);
}

async function decisionIdOf(answer: Response): Promise<unknown> {
  return ((await answer.json()) as { readonly decisionId: unknown }).decisionId;
}

describe.each(PLATFORMS)('on %s GET /zero-trust/decisions/:id', (platform) => {
  it('explains a denial stage by stage, with what the graph says about it now', async () => {
    await using app = await start(platform);
    const denied = await app.request('GET', '/orders/2', { as: 'bob', scope: 'orders:read' });
    const answer = await explain(app, await decisionIdOf(denied));
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      decision: 'deny',
      code: 'ZT_NOT_FOUND',
      reason: 'user:bob is not viewer of order:2',
      caller: { subject: 'bob' },
      model: expect.stringMatching(/^[0-9a-f]{12}$/),
      stages: [
        { stage: 'authenticate', verdict: 'passed' },
        { stage: 'prove-possession', verdict: 'passed' },
        { stage: 'check-standing', verdict: 'passed' },
        { stage: 'limit-principal', verdict: 'passed' },
        { stage: 'check-scopes', verdict: 'passed' },
        {
          stage: 'check-relationship',
          verdict: 'denied',
          code: 'ZT_NOT_FOUND',
          evidence: { relation: 'viewer', object: 'order:2' },
          relationships: [
            {
              question: 'order:2#viewer@user:bob',
              now: { allowed: false, tree: { outcome: 'not_granted' } },
            },
          ],
        },
      ],
    });
  });

  it('explains what was allowed by the tuples that grant it', async () => {
    const sink = memoryAuditSink();
    await using app = await start(platform, { sink });
    await app.request('GET', '/orders/1', { as: 'bob', scope: 'orders:read' });
    await expect.poll(() => sink.records.length).toBe(1);
    const answer = await explain(app, sink.records[0]?.decisionId);
    const text = await answer.text();
    expect(text).toContain('"tuple":"organization:acme#member@user:bob"');
    expect(JSON.parse(text)).toMatchObject({ decision: 'allow', path: '/orders/1' });
  });

  it('tells the caller of a denied request only code, detail and id', async () => {
    await using app = await start(platform);
    for (const as of ['bob', 'carol']) {
      const answer = await app.request('GET', '/orders/2', { as, scope: 'orders:list' });
      const told = JSON.stringify([...answer.headers]) + (await answer.text());
      expect(told).toContain('decisionId');
      expect(told).not.toMatch(SECRET_EVIDENCE);
    }
  });

  it('is for callers with security:read', async () => {
    await using app = await start(platform);
    const id = randomUUID();
    const answers = [
      await app.request('GET', `/zero-trust/decisions/${id}`),
      await app.request('GET', `/zero-trust/decisions/${id}`, { as: 'bob', scope: 'orders:read' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 403]);
  });

  it.each(['1', 'x', '..%2f..%2fetc', "'", `${randomUUID()}0`, '%00'])('refuses the id %s', async (id) => {
    await using app = await start(platform);
    expect((await explain(app, id)).status).toBe(400);
  });

  it('answers 404 for what was never decided', async () => {
    await using app = await start(platform);
    expect((await explain(app, randomUUID())).status).toBe(404);
  });

  it('is recorded itself: who had which decision explained', async () => {
    const sink = memoryAuditSink();
    await using app = await start(platform, { sink });
    const id = randomUUID();
    await explain(app, id);
    await expect.poll(() => sink.records.length).toBe(1);
    expect(sink.records[0]).toMatchObject({
      identity: { subject: 'officer' },
      evidence: { handler: { measure: 'explain', explained: id } },
    });
  });

  it('finds what another process has written, and what is not written yet', async () => {
    const sink = jsonLinesFile({ directory, prefix: platform });
    await using app = await start(platform, { sink });
    const denied = await app.request('GET', '/orders/2', { as: 'bob', scope: 'orders:read' });
    const id = await decisionIdOf(denied);
    await expect.poll(async () => (await explain(app, id)).status).toBe(200);
    const other = jsonLinesFile({ directory, prefix: platform });
    await using another = await start(platform, { sink: other });
    expect((await explain(another, id)).status).toBe(200);
  });

  it('answers 501 where the sink cannot look anything up', async () => {
    const { find: _, ...blind } = memoryAuditSink();
    await using app = await start(platform, { sink: blind });
    const answer = await explain(app, randomUUID());
    expect([answer.status, await answer.json()]).toMatchObject([501, { code: 'ZT_NOT_SUPPORTED' }]);
  });

  it('answers 503 where the search fails, without the cause', async () => {
    const find = () => Promise.reject(new Error('disk /dev/sda1'));
    await using app = await start(platform, { sink: { ...memoryAuditSink(), find } });
    const answer = await explain(app, randomUUID());
    expect(answer.status).toBe(503);
    expect(await answer.text()).not.toContain('sda1');
  });

  it('says so where the graph cannot answer, and shows the rest', async () => {
    const engine = { explain: () => Promise.reject(new Error('down at 10.0.0.1')) };
    await using app = await start(platform, { engine });
    const denied = await app.request('GET', '/orders/2', { as: 'bob', scope: 'orders:read' });
    const text = await (await explain(app, await decisionIdOf(denied))).text();
    expect(text).toContain('"unanswered":"the relationship engine failed"');
    expect(text).not.toContain('10.0.0.1');
  });
});
