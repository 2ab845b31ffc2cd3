import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsArray, IsString } from 'class-validator';
import {
  CanAccess,
  denied,
  LoadsResource,
  permit,
  RelationshipError,
  Policy,
  Resources,
  type AccessPolicy,
  type CheckQuery,
  type InboundRequest,
  type PolicyInput,
  type PolicyResult,
  type RelationshipEngine,
  type ResourceLoader,
} from 'nestjs-zero-trust';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { PLATFORMS, startGuardedApp, type GuardedApp, type Platform } from './support/guarded-app.js';

const GRANTED = new Set(['order:1', 'order:2', 'order:secret']);
const check = vi.fn<(query: CheckQuery) => { allowed: boolean }>(({ object }) => ({
  allowed: GRANTED.has(object),
}));
const batchCheck = vi.fn<(queries: readonly CheckQuery[]) => readonly { allowed: boolean }[]>((queries) =>
  queries.map(({ object }) => ({ allowed: GRANTED.has(object) })),
);
const engine = { hasRelation: () => true, check, batchCheck } as unknown as RelationshipEngine;
const handle = vi.fn<(ids: unknown) => string>(() => 'handled');

class Ids {
  @IsArray() @IsString({ each: true }) ids!: string[];
}

class OneMore {
  @Transform(({ value }: { value: string[] }) => [...value, '2'])
  @IsArray()
  ids!: string[];
}

class Sorted {
  @Transform(({ value }: { value: string[] }) => value.toSorted())
  @IsArray()
  ids!: string[];
}

class IdsQuery {
  @Transform(({ value }: { value: unknown }) => [value].flat())
  @IsArray()
  id!: string[];
}

class NotSecret implements AccessPolicy<{ id: string }> {
  evaluate({ resource }: PolicyInput<{ id: string }>): PolicyResult {
    return resource.id === 'secret' ? denied('secret') : permit();
  }
}

@LoadsResource('order')
class Loader implements ResourceLoader {
  load(id: string): object {
    return { id };
  }
}

const FROM_BODY = { from: 'body.ids[]' } as const;

function pathAndTenant(request: InboundRequest): string {
  return `${request.header('x-tenant')[0] ?? ''}${(request.params as { number: string }).number}`;
}

@Controller('orders')
class OrdersController {
  @Post('close') @CanAccess('editor', 'order', FROM_BODY) close(@Body() { ids }: Ids): string {
    return handle(ids);
  }
  @Post('one-more') @CanAccess('editor', 'order', FROM_BODY) oneMore(@Body() { ids }: OneMore): string {
    return handle(ids);
  }
  @Post('sorted') @CanAccess('editor', 'order', FROM_BODY) sorted(@Body() { ids }: Sorted): string {
    return handle(ids);
  }
  @Get('several') @CanAccess('viewer', 'order', { from: 'query.id[]' }) several(
    @Query() { id }: IdsQuery,
  ): string {
    return handle(id);
  }
  @Post('loaded') @CanAccess('editor', 'order', FROM_BODY) @Policy(NotSecret) loaded(
    @Body() _body: Ids,
    @Resources('order') orders: readonly object[],
  ): string {
    return handle(orders);
  }
  @Get('by-function/:number') @CanAccess('viewer', 'order', { from: pathAndTenant }) byFunction(
    @Param('number') number: string,
  ): string {
    return handle(number);
  }
  @Get('by-broken-function')
  @CanAccess('viewer', 'order', {
    from: () => {
      throw new Error('a bug');
    },
  })
  byBrokenFunction(@Req() _request: unknown): string {
    return handle('broken');
  }
}

function start(platform: Platform): Promise<GuardedApp> {
  const relationships = { kind: 'spy', create: () => engine };
  const providers = [NotSecret, Loader];
  return startGuardedApp({
    platform,
    controllers: [OrdersController],
    providers,
    options: { relationships },
  });
}

async function post(app: GuardedApp, path: string, ids: unknown): Promise<number> {
  return (await app.request('POST', `/orders/${path}`, { as: 'alice', json: { ids } })).status;
}

beforeEach(() => {
  vi.clearAllMocks();
});

describe.each(PLATFORMS)('on %s a route that takes several objects', (platform) => {
  it('asks about all of them in one batch, each once', async () => {
    await using app = await start(platform);
    expect(await post(app, 'close', ['1', '2', '1'])).toBe(201);
    expect(batchCheck).toHaveBeenCalledExactlyOnceWith([
      { subject: 'user:alice', relation: 'editor', object: 'order:1' },
      { subject: 'user:alice', relation: 'editor', object: 'order:2' },
    ]);
    expect(check).not.toHaveBeenCalled();
    expect(handle).toHaveBeenCalledExactlyOnceWith(['1', '2', '1']);
  });

  it('denies all if one is not granted, wherever it stands, and does not say which', async () => {
    await using app = await start(platform);
    const bodies: unknown[] = [];
    for (const ids of [
      ['3', '1', '2'],
      ['1', '3', '2'],
      ['1', '2', '3'],
    ]) {
      const response = await app.request('POST', '/orders/close', { as: 'alice', json: { ids } });
      const {
        decisionId: _id,
        instance: _instance,
        ...body
      } = (await response.json()) as Record<string, string>;
      bodies.push([response.status, body]);
    }
    expect(handle).not.toHaveBeenCalled();
    expect(bodies[0]).toMatchObject([403, { code: 'ZT_RELATION_MISSING' }]);
    expect(bodies).toEqual([bodies[0], bodies[0], bodies[0]]);
  });

  it.each([
    [undefined],
    [null],
    [[]],
    ['1'],
    [{ 0: '1', length: 1 }],
    [['1', '']],
    [['1', 2]],
    [['1', ['2']]],
    [['1', 'a/b']],
    [Array.from({ length: 101 }, (_, index) => `${index}`)],
  ])('denies %j, and asks nothing', async (ids) => {
    await using app = await start(platform);
    expect(await post(app, 'close', ids)).toBe(403);
    expect([check, batchCheck, handle].map(({ mock }) => mock.calls.length)).toEqual([0, 0, 0]);
  });

  it.each([
    ['fails', () => Promise.reject(new Error('down'))],
    [
      'throws',
      () => {
        throw new Error('down');
      },
    ],
    [
      'cannot decide one of them',
      () => [
        { allowed: true },
        { allowed: false, error: new RelationshipError('resolution_too_complex', 'too deep') },
      ],
    ],
  ])('answers 503 if the engine %s', async (_how, answer) => {
    batchCheck.mockImplementationOnce(answer as unknown as () => readonly { allowed: boolean }[]);
    await using app = await start(platform);
    expect([await post(app, 'close', ['1', '2']), handle.mock.calls.length]).toEqual([503, 0]);
  });

  it.each([
    ['answers for fewer', [{ allowed: true }]],
    ['answers with a text', [{ allowed: true }, { allowed: 'true' }]],
    ['answers with nothing', []],
    [
      'leaves a condition undecided',
      [
        { allowed: true },
        { allowed: false, error: new RelationshipError('condition_undecided', 'no value') },
      ],
    ],
  ])('denies all if the engine %s', async (_how, answer) => {
    batchCheck.mockImplementationOnce(() => answer as readonly { allowed: boolean }[]);
    await using app = await start(platform);
    expect([await post(app, 'close', ['1', '2']), handle.mock.calls.length]).toEqual([403, 0]);
  });

  it('reads them from a repeated query parameter', async () => {
    await using app = await start(platform);
    const statuses: number[] = [];
    for (const query of ['id=1', 'id=1&id=2', 'id=1&id=3', 'id=1&id=', '']) {
      statuses.push((await app.request('GET', `/orders/several?${query}`, { as: 'alice' })).status);
    }
    expect(statuses).toEqual([200, 200, 403, 403, 403]);
  });

  it('gives the handler no object that a DTO adds after the check', async () => {
    await using app = await start(platform);
    expect([await post(app, 'one-more', ['1']), handle.mock.calls]).toEqual([403, []]);
    expect((await app.recorded(1))[0]).toMatchObject({
      stage: 'confirm-objects',
      code: 'ZT_OBJECT_ID_INVALID',
    });
  });

  it('lets a DTO sort them', async () => {
    await using app = await start(platform);
    expect(await post(app, 'sorted', ['2', '1'])).toBe(201);
  });

  it('has its policies judge each of them, and hands over each', async () => {
    await using app = await start(platform);
    expect(await post(app, 'loaded', ['1', '2'])).toBe(201);
    expect(handle).toHaveBeenLastCalledWith([{ id: '1' }, { id: '2' }]);
    expect(await post(app, 'loaded', ['1', 'secret'])).toBe(403);
    expect(await post(app, 'loaded', ['secret'])).toBe(403);
    expect(handle).toHaveBeenCalledTimes(1);
  });

  it('takes them from a function of the request', async () => {
    await using app = await start(platform);
    const statuses: number[] = [];
    for (const headers of [{}, { 'x-tenant': '' }, { 'x-tenant': 'other' }]) {
      const init = { as: 'alice', headers: headers as Record<string, string> };
      statuses.push((await app.request('GET', '/orders/by-function/1', init)).status);
    }
    expect(statuses).toEqual([200, 200, 403]);
    expect(check.mock.lastCall?.[0].object).toBe('order:other1');
  });

  it('answers 500 and asks nothing if that function fails', async () => {
    await using app = await start(platform);
    expect((await app.request('GET', '/orders/by-broken-function', { as: 'alice' })).status).toBe(500);
    expect([check, handle].map(({ mock }) => mock.calls.length)).toEqual([0, 0]);
  });
});
