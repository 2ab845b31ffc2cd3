import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { IsString } from 'class-validator';
import { CanAccess, Public, Scopes } from 'nestjs-zero-trust';
import { describe, expect, it } from 'vitest';
import { PLATFORMS, startGuardedApp } from './support/guarded-app.js';

class NewOrder {
  @IsString() organizationId!: string;
  @IsString() note!: string;
}

@Controller('orders')
class OrdersController {
  @Get(':id') @Scopes('orders:read') @CanAccess('viewer', 'order')
  find(@Param('id') id: string) { return { id }; }
  @Post() @Scopes('orders:write') @CanAccess('member', 'organization', { from: 'body.organizationId' })
  create(@Body() body: NewOrder) { return { ...body, dto: body instanceof NewOrder }; }
  @Get('open/door') @Public('smoke') open() { return 'ok'; }
}

describe.each(PLATFORMS)('%s', (platform) => {
  it('works', async () => {
    await using app = await startGuardedApp({ platform, controllers: [OrdersController], options: { visibleBy: { order: 'viewer' } } });
    const show = async (r: Response) => console.log(platform, r.status, Object.fromEntries(r.headers), await r.text());
    await show(await app.request('GET', '/orders/1'));
    await show(await app.request('GET', '/orders/1', { as: 'alice', scope: 'orders:read' }));
    await show(await app.request('GET', '/orders/2', { as: 'alice', scope: 'orders:read' }));
    await show(await app.request('GET', '/orders/1', { as: 'alice', scope: 'x' }));
    await show(await app.request('GET', '/nope', { as: 'alice', scope: 'x' }));
    await show(await app.request('PUT', '/orders/1', { as: 'alice', scope: 'x' }));
    await show(await app.request('GET', '/orders/open/door'));
    await show(await app.request('POST', '/orders', { as: 'alice', scope: 'orders:write', json: { organizationId: 'acme', note: 'x' } }));
    await show(await app.request('POST', '/orders', { as: 'alice', scope: 'orders:write', json: { organizationId: 'acme', nte: 'x' } }));
    await show(await app.request('POST', '/orders', { as: 'alice', scope: 'orders:write', body: '{"a', headers: { 'content-type': 'application/json' } }));
    await show(await app.request('POST', '/orders', { as: 'alice', scope: 'orders:write', body: 'a=b', headers: { 'content-type': 'text/plain' } }));
    console.log(await app.lastRecord(), app.records.length);
    expect(app.records.length).toBe(11);
  });
});
