import { PassThrough } from 'node:stream';
import {
  Controller,
  Get,
  HttpCode,
  HttpException,
  Injectable,
  Param,
  Post,
  StreamableFile,
} from '@nestjs/common';
import { Exclude, Expose, Type } from 'class-transformer';
import {
  CanAccess,
  LoadsResource,
  NoObjectCheck,
  permit,
  Policy,
  Public,
  RelationshipEngine,
  Represents,
  Returns,
  ReturnsUnfiltered,
  Scopes,
  Visible,
  denied,
  type AccessPolicy,
  type PolicyInput,
  type PolicyResult,
  type ResourceLoader,
} from 'nestjs-zero-trust';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLATFORMS, startGuardedApp, type GuardedApp } from './support/guarded-app.js';

/** Permits whoever has clearance 3, and breaks for clearance 9. */
@Injectable()
class NeedsClearance implements AccessPolicy {
  evaluate({ subject }: PolicyInput): PolicyResult {
    const { clearance } = subject;
    if (clearance === 9) throw new Error('broken');
    return clearance === 3 ? permit() : denied('clearance');
  }
}

/** Permits the resource's owner. */
@Injectable()
class OwnerOnly implements AccessPolicy<{ owner: string }> {
  evaluate({ subject, resource }: PolicyInput<{ owner: string }>): PolicyResult {
    return resource.owner === subject.id ? permit() : denied('not the owner');
  }
}

/** Permits on a condition that nobody can meet for one field. */
@Injectable()
class OnlyMasked implements AccessPolicy {
  evaluate(): PolicyResult {
    return permit({ type: 'mask', fields: ['anything'] });
  }
}

@Injectable()
class MasksCustomer implements AccessPolicy {
  evaluate(): PolicyResult {
    return permit({ type: 'mask', fields: ['customer.email', 'total'] });
  }
}

@Injectable()
@LoadsResource('order')
class Orders implements ResourceLoader {
  load(id: string) {
    return { id, owner: id === '1' ? 'alice' : 'carol' };
  }
}

class CustomerDto {
  @Expose() readonly name!: string;
  readonly email!: string;
  @Visible(NeedsClearance) readonly taxNumber!: string;
}

class LineDto {
  readonly sku!: string;
  @Visible({ relation: 'editor' }) readonly costCents!: number;
}

@Represents('order')
class OrderDto {
  readonly id!: string;
  readonly total!: number;
  @Visible({ relation: 'editor' }) readonly notes!: string | null;
  @Visible(OwnerOnly) readonly ownersView!: string;
  @Visible(OnlyMasked) readonly never!: string;
  @Visible({ relation: 'editor' }, NeedsClearance) readonly both!: string;
  @Type(() => CustomerDto) readonly customer!: CustomerDto;
  @Type(() => LineDto) readonly lines!: readonly LineDto[];
  readonly tags!: readonly unknown[];
  readonly createdAt!: Date;
  @Exclude() readonly password!: string;
}

class PageDto {
  @Type(() => OrderDto) readonly items!: readonly OrderDto[];
  readonly next!: string | null;
}

/** Represents nothing: its rules are about what the route is about. */
class SummaryDto {
  readonly title!: string;
  @Visible({ relation: 'editor' }) readonly margin!: number;
}

const order = (id: string): object => ({
  id,
  total: 5,
  notes: id === '1' ? null : 'call back',
  ownersView: 'mine',
  never: 'never',
  both: 'both',
  customer: { name: 'Ada', email: 'ada@example.com', taxNumber: 'T-1', hidden: 'x' },
  lines: [{ sku: 'A', costCents: 1, hidden: 'x' }],
  tags: ['a', 1, null, { hidden: 'x' }],
  createdAt: new Date(0),
  password: 'hunter2',
  newColumn: 'x',
});

class Database {
  constructor(private readonly id: string) {}
  toJSON(): object {
    return order(this.id);
  }
}

@Controller('fields')
class FieldsController {
  @Get('orders/:id') @CanAccess('viewer', 'order') @Returns(OrderDto) one(@Param('id') id: string): object {
    return order(id);
  }
  @Get('masked/:id') @CanAccess('viewer', 'order') @Policy(MasksCustomer) @Returns(OrderDto) masked(
    @Param('id') id: string,
  ): object {
    return order(id);
  }
  @Get('masked-page/:id') @CanAccess('viewer', 'order') @Policy(MasksCustomer) @Returns(PageDto) maskedPage(
    @Param('id') id: string,
  ): object {
    return { items: [order(id)], next: null };
  }
  @Get('documents/:id') @CanAccess('viewer', 'order') @Returns(OrderDto) document(
    @Param('id') id: string,
  ): object {
    return new Database(id);
  }
  @Get('summaries/:id') @CanAccess('viewer', 'order') @Returns([SummaryDto]) summaries(
    @Param('id') _id: string,
  ): object {
    return [{ title: 'a', margin: 1, other: 2 }];
  }
  @Get('pages') @Scopes('read') @Returns(PageDto) page(): Promise<object> {
    return Promise.resolve({ items: [order('1'), order('2')], next: null, total: 2 });
  }
  @Get('lists') @Scopes('read') @Returns([OrderDto]) list(): object {
    return [order('1'), order('2'), { ...order('1'), id: 'order:1' }];
  }
  @Get('public/:id') @Public('to see what everybody sees') @Returns(OrderDto) open(
    @Param('id') id: string,
  ): object {
    return order(id);
  }
  @Get('nobody') @Scopes('read') @Returns(OrderDto) nobody(): null {
    return null;
  }
  @Post('gone') @HttpCode(204) @Scopes('read') gone(): object {
    return order('1');
  }
  @Get('teapot/:id') @Scopes('read') @NoObjectCheck('for this test') @Returns(OrderDto) teapot(): never {
    throw new HttpException({ brewing: 'tea', notes: 'of the application' }, 418);
  }
  @Get('text') @Scopes('read') @Returns(OrderDto) text(): unknown {
    return JSON.stringify(order('1'));
  }
  @Get('wrong-list') @Scopes('read') @Returns([OrderDto]) wrongList(): unknown {
    return order('1');
  }
  @Get('wrong-object') @Scopes('read') @Returns(OrderDto) wrongObject(): unknown {
    return [order('1')];
  }
  @Get('file') @Scopes('read') @Returns(OrderDto) file(): unknown {
    return new StreamableFile(Buffer.from(JSON.stringify(order('1'))));
  }
  @Get('buffer') @Scopes('read') @Returns(OrderDto) buffer(): unknown {
    return Buffer.from(JSON.stringify(order('1')));
  }
  @Get('stream') @Scopes('read') @Returns(OrderDto) stream(): unknown {
    return new PassThrough().end(JSON.stringify(order('1')));
  }
  @Get('web-response') @Scopes('read') @Returns(OrderDto) webResponse(): unknown {
    return new Response(JSON.stringify(order('1')), { status: 418 });
  }
  @Get('no-object') @Scopes('read') @Returns() noObject(): unknown {
    return order('1');
  }
  @Get('a-text') @Scopes('read') @Returns() aText(): unknown {
    return 'hello';
  }
  @Get('unfiltered') @Scopes('read') @ReturnsUnfiltered('for this test') unfiltered(): unknown {
    return { anything: true };
  }
}

/** What is there for everybody. */
const FOR_ALL = {
  id: '1',
  total: 5,
  customer: { name: 'Ada', email: 'ada@example.com' },
  lines: [{ sku: 'A' }],
  tags: ['a', 1, null],
  createdAt: '1970-01-01T00:00:00.000Z',
};
const FOR_EDITORS = { ...FOR_ALL, notes: null, lines: [{ sku: 'A', costCents: 1 }] };

describe.each(PLATFORMS)('on %s what a route @Returns', (platform) => {
  let app: GuardedApp;
  beforeAll(async () => {
    app = await startGuardedApp({
      platform,
      controllers: [FieldsController],
      providers: [NeedsClearance, OwnerOnly, OnlyMasked, MasksCustomer, Orders],
      options: { fields: { undeclared: 'refuse' } },
    });
  });
  afterAll(() => app[Symbol.asyncDispose]());

  const get = (path: string, as = 'bob', claims = {}) =>
    app.request('GET', `/fields${path}`, { as, scope: 'read', claims });
  const read = async (path: string, as?: string, claims?: object) =>
    (await (await get(path, as, claims)).json()) as Record<string, unknown>;

  it('has only declared fields, and guarded ones only for those who may see them', async () => {
    expect(await read('/orders/1', 'bob')).toEqual(FOR_ALL);
    expect(await read('/orders/1', 'alice')).toEqual({ ...FOR_EDITORS, ownersView: 'mine' });
  });

  it('needs every rule of a field, also in nested objects', async () => {
    const cleared = await read('/orders/1', 'alice', { clearance: 3 });
    expect(cleared).toMatchObject({ both: 'both', customer: { taxNumber: 'T-1' } });
    const viewer = await read('/orders/1', 'bob', { clearance: 3 });
    expect(viewer).not.toHaveProperty('both');
    expect(viewer).toMatchObject({ customer: { taxNumber: 'T-1' } });
  });

  it('lacks a field whose policy breaks, or demands what no field can', async () => {
    const broken = await read('/orders/1', 'alice', { clearance: 9 });
    expect(broken).not.toHaveProperty('both');
    expect(broken).not.toHaveProperty('never');
  });

  it.each(['/pages', '/lists'])('is judged object by object in %s', async (path) => {
    const body = await read(path, 'alice');
    const [own, others] = (Array.isArray(body) ? body : body['items']) as Record<string, unknown>[];
    expect(own).toEqual({ ...FOR_EDITORS, ownersView: 'mine' });
    expect(others).toEqual({ ...FOR_ALL, id: '2' });
    expect(body).not.toHaveProperty('total');
  });

  it('takes an id that is none for no object of the graph', async () => {
    const items: unknown = await read('/lists', 'alice');
    expect((items as unknown[])[2]).toEqual({ ...FOR_ALL, id: 'order:1' });
  });

  it('speaks of the object that @CanAccess granted where the class represents none', async () => {
    expect(await read('/summaries/1', 'alice')).toEqual([{ title: 'a', margin: 1 }]);
    expect(await read('/summaries/1', 'bob')).toEqual([{ title: 'a' }]);
  });

  it('shows an unknown caller what is guarded by nothing', async () => {
    const response = await app.request('GET', '/fields/public/1');
    expect(await response.json()).toEqual(FOR_ALL);
  });

  it('is filtered after toJSON(), as documents of databases have it', async () => {
    expect(await read('/documents/1', 'bob')).toEqual(FOR_ALL);
  });

  it('shows masked fields as null, on pages too', async () => {
    const masked = { ...FOR_ALL, total: null, customer: { name: 'Ada', email: null } };
    expect(await read('/masked/1', 'bob')).toEqual(masked);
    expect(await read('/masked-page/1', 'bob')).toEqual({ items: [masked], next: null });
  });

  it('agrees for GET, HEAD and conditional requests', async () => {
    const full = await get('/orders/1', 'bob');
    const text = await full.text();
    const head = await app.request('HEAD', '/fields/orders/1', { as: 'bob' });
    expect(head.headers.get('content-length')).toBe(String(Buffer.byteLength(text)));
    const tag = full.headers.get('etag');
    expect(head.headers.get('etag')).toBe(tag);
    if (platform === 'fastify') return;
    // Without this fetch() itself asks for an answer that no cache holds.
    const headers = { 'if-none-match': String(tag), 'cache-control': 'max-age=0' };
    expect((await app.request('GET', '/fields/orders/1', { as: 'bob', headers })).status).toBe(304);
    expect((await app.request('GET', '/fields/orders/1', { as: 'alice', headers })).status).toBe(200);
  });

  it('may be nothing', async () => {
    expect((await get('/nobody')).status).toBe(200);
    const gone = await app.request('POST', '/fields/gone', { as: 'bob', scope: 'read' });
    expect([gone.status, await gone.text()]).toEqual([204, '']);
    expect(await (await get('/a-text')).text()).toBe('hello');
    expect(await read('/unfiltered')).toEqual({ anything: true });
  });

  it('leaves errors alone', async () => {
    const response = await get('/teapot/1');
    expect(response.status).toBe(418);
    expect(await response.json()).toMatchObject({ status: 418, code: 'ZT_BAD_REQUEST' });
    expect(await read('/orders/2', 'bob')).toMatchObject({ code: 'ZT_RELATION_MISSING' });
  });

  it.each(['text', 'wrong-list', 'wrong-object', 'file', 'buffer', 'stream', 'web-response', 'no-object'])(
    'never leaves as something from which nothing can be removed: %s',
    async (path) => {
      const response = await get(`/${path}`, 'alice');
      const text = await response.text();
      expect(response.status).toBe(500);
      expect(text).toContain('ZT_ANSWER_UNFILTERED');
      expect(text).not.toMatch(/hunter2|call back|T-1|newColumn/);
    },
  );
});

describe.each(PLATFORMS)('on %s a field', (platform) => {
  it.each([
    ['says no', () => ({ allowed: false }), 200],
    ['cannot be reached', () => Promise.reject(new Error('down')), 503],
    ['answers nothing in time', () => new Promise(() => undefined), 503],
  ])('is never shown when the relationship engine %s', async (_what, check, status) => {
    @Controller('late')
    class LateController {
      @Get() @Scopes('read') @Returns(OrderDto) find(): object {
        return order('1');
      }
    }
    const engine = { check, batchCheck: check, hasRelation: () => true };
    await using app = await startGuardedApp({
      platform,
      controllers: [LateController],
      providers: [NeedsClearance, OwnerOnly, OnlyMasked, Orders],
      options: { stageTimeoutMs: 100 },
      override: (builder) => builder.overrideProvider(RelationshipEngine).useValue(engine),
    });
    const response = await app.request('GET', '/late', { as: 'alice', scope: 'read' });
    expect(response.status).toBe(status);
    expect(await response.text()).not.toContain('"notes"');
    const [record] = await app.recorded(1);
    expect(record?.status).toBe(status);
  });
});
