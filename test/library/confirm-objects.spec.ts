import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { Expose, Transform } from 'class-transformer';
import { IsString } from 'class-validator';
import { CanAccess } from 'nestjs-zero-trust';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { PLATFORMS, startGuardedApp } from './support/guarded-app.js';

const handle = vi.fn<(id: string) => string>(() => 'handled');

class Renaming {
  @Expose({ name: 'org' }) @IsString() organizationId!: string;
}

class Rewriting {
  @Transform(() => 'globex') @IsString() organizationId!: string;
}

class Faithful {
  @IsString() organizationId!: string;
}

class RewritingList {
  @Transform(() => ['globex']) @IsString({ each: true }) organizationIds!: string[];
}

class FaithfulQuery {
  @Transform(({ value }: { value: unknown }) => value) @IsString() organizationId!: string;
}

const FROM_BODY = { from: 'body.organizationId' } as const;

@Controller('orders')
class OrdersController {
  @Post('renaming') @CanAccess('member', 'organization', FROM_BODY) renaming(@Body() body: Renaming): string {
    return handle(body.organizationId);
  }
  @Post('rewriting') @CanAccess('member', 'organization', FROM_BODY) rewriting(
    @Body() body: Rewriting,
  ): string {
    return handle(body.organizationId);
  }
  @Post('faithful') @CanAccess('member', 'organization', FROM_BODY) faithful(@Body() body: Faithful): string {
    return handle(body.organizationId);
  }
  @Post('several') @CanAccess('member', 'organization', { from: 'body.organizationIds[]' }) several(
    @Body() body: RewritingList,
  ): string {
    return handle(body.organizationIds.join(','));
  }
  @Get('query') @CanAccess('member', 'organization', { from: 'query.organizationId' }) query(
    @Query() query: FaithfulQuery,
  ): string {
    return handle(query.organizationId);
  }
}

beforeEach(() => handle.mockClear());

describe.each(PLATFORMS)('on %s the object that was judged', (platform) => {
  it.each([
    ['renames', '/orders/renaming', { organizationId: 'acme', org: 'globex' }],
    ['rewrites', '/orders/rewriting', { organizationId: 'acme' }],
  ])('is the one that the handler gets, also when the DTO %s it', async (_how, path, json) => {
    await using app = await startGuardedApp({ platform, controllers: [OrdersController] });
    const response = await app.request('POST', path, { as: 'bob', json });
    expect([response.status, handle.mock.calls]).toEqual([403, []]);
    const [record] = await app.recorded(1);
    expect(record).toMatchObject({ code: 'ZT_OBJECT_ID_INVALID', stage: 'confirm-objects' });
  });

  it('is said to be one of a list where the route takes a list', async () => {
    await using app = await startGuardedApp({ platform, controllers: [OrdersController] });
    const json = { organizationIds: ['acme'] };
    const response = await app.request('POST', '/orders/several', { as: 'bob', json });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({
      detail: 'The request must name 1 to 100 organization ids, each well-formed.',
    });
    expect(handle.mock.calls).toEqual([]);
  });

  it('reaches the handler when the DTO leaves it alone', async () => {
    await using app = await startGuardedApp({ platform, controllers: [OrdersController] });
    const json = { organizationId: 'acme' };
    expect((await app.request('POST', '/orders/faithful', { as: 'bob', json })).status).toBe(201);
    expect((await app.request('GET', '/orders/query?organizationId=acme', { as: 'bob' })).status).toBe(200);
    expect(handle.mock.calls).toEqual([['acme'], ['acme']]);
  });
});
