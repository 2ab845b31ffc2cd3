import { appendFile, mkdtemp, readdir, rm, symlink, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Controller, Get } from '@nestjs/common';
import {
  jsonLinesFile,
  Scopes,
  Sunset,
  type AuditSink,
  type CallerRow,
  type LifecycleReport,
} from 'nestjs-zero-trust';
import { memoryAuditSink } from 'nestjs-zero-trust/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startGuardedApp, type GuardedApp } from './support/guarded-app.js';

const START = Date.parse('2027-06-01T12:00:00Z');
const DAY_MS = 86_400_000;
let now = START;
let directory: string;

@Controller({ path: 'orders', version: '1' })
@Sunset('2027-12-31')
class OrdersV1Controller {
  @Get() @Scopes('read') list(): string {
    return 'v1';
  }
}

const alice = { as: 'alice', scope: 'read' };

function start(sink: AuditSink = fileSink()): Promise<GuardedApp> {
  return startGuardedApp({
    clock: { now: () => now },
    controllers: [OrdersV1Controller],
    options: { management: true, audit: { sink } },
  });
}

function fileSink(): AuditSink {
  return jsonLinesFile({ directory, prefix: 'orders', clock: { now: () => now } });
}

async function reportOf(app: GuardedApp): Promise<LifecycleReport> {
  const answer = await app.request('GET', '/zero-trust/lifecycle', { as: 'o', scope: 'security:read' });
  return (await answer.json()) as LifecycleReport;
}

function answeredOf({ calls }: LifecycleReport): readonly (readonly [CallerRow['subject'], number])[] {
  return calls.map(({ subject, answered }) => [subject, answered]);
}

beforeEach(async () => {
  now = START;
  directory = await mkdtemp(join(tmpdir(), 'zero-trust-lifecycle-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

describe('who still calls, from the audit log', () => {
  it('is not lost by a restart', async () => {
    {
      await using app = await start();
      await app.request('GET', '/v1/orders', alice);
    }
    now += DAY_MS;
    await using app = await start();
    await app.request('GET', '/v1/orders', { as: 'bob', scope: 'read' });
    const report = await reportOf(app);
    expect(answeredOf(report)).toEqual([
      ['bob', 1],
      ['alice', 1],
    ]);
    expect(report).toMatchObject({ since: '2027-06-01T12:00:00.000Z', source: 'audit-log', complete: true });
  });

  it('covers every instance that writes to one folder, each call once', async () => {
    await using first = await start();
    now += 1_000;
    await using second = await start();
    for (let call = 0; call < 3; call += 1) {
      await first.request('GET', '/v1/orders', alice);
      await second.request('GET', '/v1/orders', { as: 'bob', scope: 'read' });
      await Promise.all([reportOf(first), reportOf(second)]);
    }
    // Each writes what the other then reads.
    await Promise.all([reportOf(first), reportOf(second)]);
    for (const app of [first, second]) {
      expect(new Set(answeredOf(await reportOf(app)))).toEqual(
        new Set([
          ['alice', 3],
          ['bob', 3],
        ]),
      );
    }
    expect(await readdir(directory)).toHaveLength(2);
  });

  it('leaves out files that were written last before the days of history', async () => {
    {
      await using app = await start();
      await app.request('GET', '/v1/orders', alice);
    }
    const [name = ''] = await readdir(directory);
    const longAgo = new Date(Date.now() - 91 * DAY_MS);
    await utimes(join(directory, name), longAgo, longAgo);
    now += DAY_MS;
    await using app = await start();
    const { calls, since } = await reportOf(app);
    expect([calls, since]).toEqual([[], '2027-06-02T12:00:00.000Z']);
  });

  it('says that it is not complete while the log cannot be read', async () => {
    await using app = await start();
    await app.request('GET', '/v1/orders', alice);
    expect(await reportOf(app)).toMatchObject({ complete: true });
    // A name of the log's own that cannot be opened as a file.
    const broken = join(directory, 'orders-20280101T000000-1.jsonl');
    await symlink(join(directory, 'nowhere'), broken);
    await app.request('GET', '/v1/orders', alice);
    // Of the file beside it, what has come since.
    const meanwhile = await reportOf(app);
    expect([meanwhile.complete, answeredOf(meanwhile)]).toEqual([false, [['alice', 2]]]);
    await rm(broken);
    expect(await reportOf(app)).toMatchObject({ complete: true });
  });

  it('is not stopped, and counts nothing twice, where a line is JSON but no record', async () => {
    await using app = await start();
    await app.request('GET', '/v1/orders', alice);
    await reportOf(app);
    const [name = ''] = await readdir(directory);
    const odd = { time: '2027-06-01T12:00:00.000Z', stages: { 'prove-possession': 'passed' }, version: '1' };
    const line = JSON.stringify({ ...odd, route: 'GET /v1/orders', path: '/v1/orders' });
    await appendFile(join(directory, name), `${line}\n`);
    await app.request('GET', '/v1/orders', alice);
    for (const report of [await reportOf(app), await reportOf(app)]) {
      expect([report.complete, answeredOf(report)]).toEqual([true, [['alice', 2]]]);
    }
  });
});

describe('who still calls, where the log cannot be read back', () => {
  it('is counted by this process alone, and the report says so', async () => {
    const { follow: _follow, ...writing } = memoryAuditSink();
    await using app = await start(writing);
    await app.request('GET', '/v1/orders', alice);
    const report = await reportOf(app);
    expect(answeredOf(report)).toEqual([['alice', 1]]);
    expect(report).toMatchObject({ source: 'process', since: '2027-06-01T12:00:00.000Z', complete: true });
  });
});
