import { Body, Controller, Post } from '@nestjs/common';
import { IsOptional, IsString } from 'class-validator';
import { CanAccess, Consumes, Public, Scopes } from 'nestjs-zero-trust';
import { describe, expect, it, vi } from 'vitest';
import { PLATFORMS, startGuardedApp, type GuardedApp } from './support/guarded-app.js';
import { exchange, RawClient, statusOf } from './support/raw-client.js';

const received = vi.fn<(body: unknown) => void>();

class Draft {
  @IsString() organizationId!: string;
  @IsOptional() @IsString() text?: string;
}

class Form {
  @IsString() name!: string;
}

@Controller('orders')
class OrdersController {
  @Post()
  @Scopes('orders:write')
  @CanAccess('member', 'organization', { from: 'body.organizationId' })
  create(@Body() body: Draft): object {
    received(body);
    return body;
  }
  @Post('open') @Public('a form that everybody may send') open(@Body() body: Form): object {
    received(body);
    return body;
  }
  @Post('form')
  @Public('a form that everybody may send')
  @Consumes('application/x-www-form-urlencoded')
  form(@Body() body: Form): object {
    return body;
  }
}

function start(platform: (typeof PLATFORMS)[number], maxBodyBytes = 1_000): Promise<GuardedApp> {
  return startGuardedApp({ platform, controllers: [OrdersController], options: { maxBodyBytes } });
}

const JSON_TYPE = { 'content-type': 'application/json' };

describe.each(PLATFORMS)('on %s, without a good credential', (platform) => {
  it.each([
    ['malformed', '{"organizationId":', JSON_TYPE],
    ['oversized', JSON.stringify({ text: 'x'.repeat(5_000) }), JSON_TYPE],
    ['of an unknown media type', '<order/>', { 'content-type': 'application/xml' }],
    ['without a media type', 'hello', { 'content-type': '' }],
  ])(
    'a body that is %s answers 401 like any other: nobody learns how it would be parsed',
    async (_kind, body, headers) => {
      await using app = await start(platform);
      for (const authorization of [undefined, 'Bearer not.a.token', 'Basic YTpi']) {
        const credential: Record<string, string> = authorization === undefined ? {} : { authorization };
        const response = await app.request('POST', '/orders', {
          body,
          headers: { ...headers, ...credential },
        });
        expect(response.status).toBe(401);
        expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
      }
      const records = await app.recorded(3);
      expect(records.every(({ stage, status }) => stage === 'authenticate' && status === 401)).toBe(true);
    },
  );

  it('the rest of a slow body is not waited for', async () => {
    await using app = await start(platform);
    using client = await RawClient.connect(app.url);
    client.send(
      'POST /orders HTTP/1.1',
      'Host: x',
      'Content-Type: application/json',
      'Content-Length: 900',
      '',
      '{',
    );
    expect(statusOf(await client.until(/\r\n\r\n/))).toBe(401);
    expect((await app.recorded(1))[0]).toMatchObject({ status: 401, code: 'ZT_CREDENTIALS_MISSING' });
  });

  it('a chunked body of no declared length is not waited for either', async () => {
    await using app = await start(platform);
    using client = await RawClient.connect(app.url);
    client.send(
      'POST /orders HTTP/1.1',
      'Host: x',
      'Content-Type: application/json',
      'Transfer-Encoding: chunked',
      '',
      '1',
      '{',
      '',
    );
    expect(statusOf(await client.until(/\r\n\r\n/))).toBe(401);
  });
});

describe.each(PLATFORMS)('on %s, with a good credential', (platform) => {
  const good = { as: 'alice', scope: 'orders:write' };

  it('a malformed body answers 400 without a word of it, in the answer and in the record', async () => {
    await using app = await start(platform);
    const response = await app.request('POST', '/orders', {
      ...good,
      body: '{"pin": 4711, oops',
      headers: JSON_TYPE,
    });
    const text = await response.text();
    expect(response.status).toBe(400);
    expect(text + JSON.stringify(await app.recorded(1))).not.toMatch(/4711|oops|pin|position/);
    expect(JSON.parse(text)).toMatchObject({ code: 'ZT_BAD_REQUEST' });
  });

  it('a body that announces too many bytes answers 413 before it is sent', async () => {
    await using app = await start(platform);
    using client = await RawClient.connect(app.url);
    client.send(
      'POST /orders HTTP/1.1',
      'Host: x',
      `Authorization: Bearer ${app.issuer.token({ sub: 'alice', scope: 'orders:write' })}`,
      'Content-Type: application/json',
      'Content-Length: 1001',
      '',
      '',
    );
    expect(statusOf(await client.until(/\r\n\r\n/))).toBe(413);
    expect((await app.recorded(1))[0]).toMatchObject({ code: 'ZT_PAYLOAD_TOO_LARGE', stage: 'admission' });
  });

  it('a body of exactly the limit is read', async () => {
    await using app = await start(platform);
    const body = `{"organizationId":"acme","text":"${'x'.repeat(1_000 - 35)}"}`;
    expect(Buffer.byteLength(body)).toBe(1_000);
    expect((await app.request('POST', '/orders', { ...good, body, headers: JSON_TYPE })).status).toBe(201);
  });

  it('a media type that the route does not take answers 415 and says which it takes', async () => {
    await using app = await start(platform);
    const response = await app.request('POST', '/orders', {
      ...good,
      body: 'a=b',
      headers: { 'content-type': 'text/plain' },
    });
    expect(response.status).toBe(415);
    expect(response.headers.get('accept')).toBe('application/json');
  });

  it('a form is taken only where the route says so', async () => {
    await using app = await start(platform);
    const form = { body: 'name=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } };
    expect((await app.request('POST', '/orders/open', form)).status).toBe(415);
    const response = await app.request('POST', '/orders/form', form);
    expect(await response.json()).toEqual({ name: 'x' });
  });

  it('a body that comes late is handled in the context of its own request', async () => {
    await using app = await start(platform);
    using client = await RawClient.connect(app.url);
    const body = '{"organizationId":"acme"}';
    const token = app.issuer.token({ sub: 'bob', scope: 'orders:write' });
    const head = [
      'POST /orders HTTP/1.1',
      'Host: x',
      `Authorization: Bearer ${token}`,
      'Content-Type: application/json',
    ];
    client.send(...head, `Content-Length: ${body.length}`, 'Connection: close', '', body.slice(0, 5));
    await app.request('POST', '/orders/open', { json: { name: 'x' } });
    client.send(body.slice(5));
    expect(statusOf(await client.toEnd())).toBe(201);
    expect((await app.recorded(2)).at(-1)).toMatchObject({
      identity: { subject: 'bob' },
      resource: ['organization:acme'],
    });
  });
});

describe.each(PLATFORMS)('on %s a public route', (platform) => {
  it('parses the body of anybody, malformed ones included', async () => {
    await using app = await start(platform);
    received.mockClear();
    expect((await app.request('POST', '/orders/open', { json: { name: 'x' } })).status).toBe(201);
    expect(received).toHaveBeenCalledExactlyOnceWith({ name: 'x' });
    expect((await app.request('POST', '/orders/open', { body: '{"na', headers: JSON_TYPE })).status).toBe(
      400,
    );
  });

  it('ignores a bad credential, which decides nothing here', async () => {
    await using app = await start(platform);
    const headers = { authorization: 'Bearer junk' };
    expect((await app.request('POST', '/orders/open', { json: { name: 'x' }, headers })).status).toBe(201);
    expect((await app.recorded(1))[0]).toMatchObject({ decision: 'allow', identity: null });
  });

  it('refuses two credentials on a route that needs one', async () => {
    await using app = await start(platform);
    const credential = `Authorization: Bearer ${app.issuer.token({ sub: 'alice', scope: 'orders:write' })}`;
    const answer = await exchange(
      app.url,
      'POST /orders HTTP/1.1',
      'Host: x',
      credential,
      credential,
      'Connection: close',
      '',
      '',
    );
    expect(statusOf(answer.received)).toBe(401);
  });
});
