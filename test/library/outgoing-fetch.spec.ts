import { Controller, Get, Headers, Post } from '@nestjs/common';
import { decodeJwt } from 'jose';
import {
  AccessDeniedError,
  CurrentPrincipal,
  Public,
  Scopes,
  SenderConstrained,
  ServiceTokenClient,
  ServiceTokenClientModule,
  type Principal,
  type ServiceRequestInit,
} from 'nestjs-zero-trust';
import { describe, expect, it } from 'vitest';
import {
  API,
  clientOptions,
  startAuthorizationServer,
  type AuthorizationServer,
} from './support/authorization-server.js';
import { startOpenApi, type OpenApi } from './support/open-api.js';
import { PLATFORMS, startGuardedApp, type GuardedApp } from './support/guarded-app.js';

const TRACE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

@Controller('stock')
class StockController {
  @Get()
  @Scopes('orders:read')
  list(@CurrentPrincipal() { subject, actor }: Principal, @Headers('traceparent') trace?: string): object {
    return { subject, actor: actor?.subject, trace };
  }

  @Post()
  @Scopes('orders:read')
  @SenderConstrained()
  add(): string {
    return 'added';
  }
}

/** An API, the server that gives tokens for it, and a client of both. */
async function startWorld(options: object = {}, server: object = {}): Promise<World> {
  const api = await startGuardedApp({ controllers: [StockController], ...options });
  const authorization = await startAuthorizationServer({ tokens: api.issuer, ...server });
  return {
    api,
    authorization,
    async [Symbol.asyncDispose]() {
      await authorization[Symbol.asyncDispose]();
      await api[Symbol.asyncDispose]();
    },
  };
}

interface World extends AsyncDisposable {
  readonly api: GuardedApp;
  readonly authorization: AuthorizationServer;
}

/** A client of an API that accepts everything. */
function clientOf(
  api: OpenApi,
  authorization: AuthorizationServer,
  options: object = {},
): ServiceTokenClient {
  return new ServiceTokenClient({ ...clientOptions(authorization, api.origin), ...options });
}

async function refusal(attempt: Promise<unknown>): Promise<string> {
  const error = await attempt.then(
    () => new Error('nothing was thrown'),
    (thrown: unknown) => thrown,
  );
  return error instanceof AccessDeniedError ? error.message : `unexpected: ${String(error)}`;
}

describe.each(PLATFORMS)('a call to an API on %s', (platform) => {
  it('carries a token that the API accepts, asked for once', async () => {
    await using world = await startWorld({ platform });
    const client = new ServiceTokenClient(clientOptions(world.authorization, world.api.url));
    for (let call = 0; call < 3; call += 1) {
      const answer = await client.fetch(`${world.api.url}/stock`);
      expect(await answer.json()).toEqual({ subject: 'shipping' });
    }
    expect(world.authorization.questions).toHaveLength(1);
  });

  it('with DPoP carries a token bound to a key, and a proof of its own each time', async () => {
    await using world = await startWorld({ platform });
    const client = new ServiceTokenClient({
      ...clientOptions(world.authorization, world.api.url),
      dpop: true,
    });
    for (let call = 0; call < 3; call += 1) {
      const answer = await client.fetch(`${world.api.url}/stock?page=1#top`, { method: 'post', body: '' });
      expect([answer.status, await answer.text()]).toEqual([201, 'added']);
    }
    expect(await client.accessToken(world.api.url)).toMatchObject({ type: 'DPoP' });
  });

  it('with DPoP answers a demand for a nonce, at the authorization server and at the API', async () => {
    await using world = await startWorld(
      { platform, identity: { dpop: { requireNonce: true } } },
      { wantsNonce: true },
    );
    const client = new ServiceTokenClient({
      ...clientOptions(world.authorization, world.api.url),
      dpop: true,
    });
    for (let call = 0; call < 3; call += 1)
      expect((await client.fetch(`${world.api.url}/stock`)).status).toBe(200);
    expect(world.authorization.questions).toHaveLength(2);
    expect((await world.api.recorded(4)).map(({ status }) => status)).toEqual([401, 200, 200, 200]);
  });

  it('on behalf of the caller carries a token of the caller, with this service as actor, and the trace', async () => {
    await using world = await startWorld({ platform });
    const { api, authorization } = world;
    await using gateway = await startGateway(world, platform);
    for (const sub of ['alice', 'bob', 'alice']) {
      const headers = {
        authorization: `Bearer ${api.issuer.token({ sub, scope: 'x' })}`,
        traceparent: TRACE,
      };
      const answer = await fetch(`${gateway.url}/gateway/stock`, { headers });
      expect(await answer.json()).toEqual({ subject: sub, actor: 'shipping', trace: TRACE });
    }
    const grants = authorization.questions.map(({ form }) => Object.fromEntries(form));
    expect(grants[0]).toMatchObject({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      resource: API,
    });
    expect(decodeJwt(grants[0]?.['subject_token'] ?? '').sub).toBe('alice');
  });

  it('on behalf of a caller whom nobody has authenticated is not made, whatever the header says', async () => {
    await using world = await startWorld({ platform });
    await using gateway = await startGateway(world, platform);
    const headers = { authorization: `Bearer ${world.api.issuer.token({ sub: 'alice' })}` };
    for (const sent of [{}, headers]) {
      const answer = await fetch(`${gateway.url}/gateway/open`, { headers: sent });
      expect(await answer.json()).toMatchObject({ status: 500, code: 'ZT_OUTGOING_CALL_REFUSED' });
    }
    expect(world.authorization.questions).toHaveLength(0);
  });

  it('while the authorization server is down is a 503 with Retry-After for whoever waits for it', async () => {
    await using world = await startWorld({ platform });
    await using gateway = await startGateway(world, platform);
    world.authorization.answerWith((response) => response.writeHead(503).end());
    const headers = { authorization: `Bearer ${world.api.issuer.token({ scope: 'x' })}` };
    const answer = await fetch(`${gateway.url}/gateway/stock`, { headers });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await answer.json()).toMatchObject({ code: 'ZT_DEPENDENCY_UNAVAILABLE' });
  });
});

@Controller('gateway')
class GatewayController {
  constructor(private readonly client: ServiceTokenClient) {}

  @Get('stock')
  @Scopes('x')
  async stock(): Promise<object> {
    const response = await this.client.fetch(`${target}/stock`, { onBehalfOf: 'caller' });
    return (await response.json()) as object;
  }

  @Get('open')
  @Public('everybody')
  open(): Promise<object> {
    return this.stock();
  }
}

let target = '';

/** An application that calls the API for its callers. */
function startGateway(
  { api, authorization }: World,
  platform: (typeof PLATFORMS)[number],
): Promise<GuardedApp> {
  target = api.url;
  const issuers = [{ issuer: api.issuer.issuer, audience: api.issuer.audience }];
  return startGuardedApp({
    platform,
    controllers: [GatewayController],
    imports: [ServiceTokenClientModule.register(clientOptions(authorization, api.url))],
    options: { identity: { issuers } },
  });
}

describe('a token', () => {
  it('does not follow a redirect: the answer comes back as it is', async () => {
    await using authorization = await startAuthorizationServer();
    await using thief = await startOpenApi();
    for (const status of [301, 302, 303, 307, 308]) {
      await using api = await startOpenApi((response) =>
        response.writeHead(status, { location: `${thief.origin}/steal` }).end(),
      );
      const init = { method: 'POST', body: 'x', redirect: 'follow' } as ServiceRequestInit;
      const answer = await clientOf(api, authorization).fetch(`${api.origin}/`, init);
      expect([answer.status, answer.headers.get('location')]).toEqual([status, `${thief.origin}/steal`]);
      expect(api.seen).toHaveLength(1);
    }
    expect(thief.seen).toHaveLength(0);
  });

  it('goes to no origin but the declared ones, and none is asked for', async () => {
    await using authorization = await startAuthorizationServer();
    await using api = await startOpenApi();
    await using other = await startOpenApi();
    const client = clientOf(api, authorization);
    const elsewhere = [
      other.origin,
      api.origin.replace('127.0.0.1', 'localhost'),
      api.origin.replace('http:', 'https:'),
      api.origin.replace('://', '://user:password@'),
      `${api.origin}@${other.origin.slice('http://'.length)}/`,
      `${api.origin}.example.com/`,
      '/relative',
      'file:///etc/passwd',
    ];
    for (const url of elsewhere)
      expect(await refusal(client.fetch(url)), `for ${url}`).toMatch(/^ZT_OUTGOING_CALL_REFUSED/);
    expect([authorization.questions.length, api.seen.length, other.seen.length]).toEqual([0, 0, 0]);
  });

  it('is not mixed with credentials of the caller', async () => {
    await using authorization = await startAuthorizationServer();
    await using api = await startOpenApi();
    const client = clientOf(api, authorization);
    for (const name of ['Authorization', 'DPoP'])
      expect(await refusal(client.fetch(api.origin, { headers: { [name]: 'x' } }))).toMatch(
        /^ZT_OUTGOING_CALL_REFUSED: .* has the header/,
      );
    expect(api.seen).toHaveLength(0);
  });

  it('on behalf of nobody at all is not taken for one of the service itself', async () => {
    await using authorization = await startAuthorizationServer();
    await using api = await startOpenApi();
    const client = clientOf(api, authorization);
    for (const accessToken of ['', ' ', undefined, null, 'a b', ['t']]) {
      const onBehalfOf = { accessToken } as { accessToken: string };
      expect(await refusal(client.fetch(api.origin, { onBehalfOf }))).toMatch(/^ZT_OUTGOING_CALL_REFUSED/);
    }
    expect(authorization.questions).toHaveLength(0);
  });

  it('that an API refuses is replaced for the next call, but not over and over', async () => {
    const clock = { time: Date.now(), now: () => clock.time };
    await using authorization = await startAuthorizationServer({ now: clock.now });
    await using api = await startOpenApi((response) => response.writeHead(401).end());
    const client = clientOf(api, authorization, { clock });
    for (let call = 0; call < 20; call += 1) {
      expect((await client.fetch(api.origin)).status).toBe(401);
      clock.time += 1_000;
    }
    expect(authorization.questions).toHaveLength(2);
  });
});

describe('a call', () => {
  it('reaches the API as it was meant: method, path, headers and body', async () => {
    await using authorization = await startAuthorizationServer();
    await using api = await startOpenApi();
    const client = clientOf(api, authorization);
    const body = new URLSearchParams({ a: '1' });
    await client.fetch(`${api.origin}/a/b?c=d`, { method: 'patch', headers: { 'x-own': 'yes' }, body });
    await client.fetch(new URL(api.origin), { method: 'PUT', body: new Blob(['streamed']).stream() });
    expect(api.seen[0]).toMatchObject({
      method: 'PATCH',
      url: '/a/b?c=d',
      body: 'a=1',
      headers: {
        authorization: 'Bearer token-1',
        'x-own': 'yes',
        'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
      },
    });
    expect(api.seen[1]).toMatchObject({ method: 'PUT', body: 'streamed' });
  });

  it('whose body is a stream is not repeated with half of it when a nonce is wanted', async () => {
    await using authorization = await startAuthorizationServer();
    await using api = await startOpenApi((response) =>
      response.writeHead(401, { 'www-authenticate': 'DPoP error="use_dpop_nonce"', 'dpop-nonce': 'n' }).end(),
    );
    const client = clientOf(api, authorization, { dpop: true });
    const stream = await client.fetch(api.origin, { method: 'POST', body: new Blob(['x']).stream() });
    expect([stream.status, api.seen.length]).toEqual([401, 1]);
    const text = await client.fetch(api.origin, { method: 'POST', body: 'x' });
    expect([text.status, api.seen.length]).toEqual([401, 3]);
  });

  it('to an API that hangs ends in time, and one that is given up ends with its own reason', async () => {
    await using authorization = await startAuthorizationServer();
    await using api = await startOpenApi(() => undefined);
    const client = clientOf(api, authorization, { callTimeoutMs: 100 });
    expect(await refusal(client.fetch(api.origin))).toMatch(
      /^ZT_DEPENDENCY_UNAVAILABLE: call to http\S+: no answer within 100 ms$/,
    );
    const controller = new AbortController();
    const attempt = client.fetch(api.origin, { signal: controller.signal });
    controller.abort(new Error('given up'));
    await expect(attempt).rejects.toThrow('given up');
  });

  it('to an API that is not there is unavailable', async () => {
    await using authorization = await startAuthorizationServer();
    const gone = await startOpenApi();
    await gone[Symbol.asyncDispose]();
    expect(await refusal(clientOf(gone, authorization).fetch(gone.origin))).toMatch(
      /^ZT_DEPENDENCY_UNAVAILABLE: call to http\S+: fetch failed \(ECONNREFUSED\)$/,
    );
  });

  it('takes the trace from where it is told to, and there is none without a request', async () => {
    await using authorization = await startAuthorizationServer();
    await using api = await startOpenApi();
    await clientOf(api, authorization).fetch(api.origin);
    const traceHeaders = () => ({ traceparent: TRACE, tracestate: 'a=b' });
    await clientOf(api, authorization, { traceHeaders }).fetch(api.origin);
    expect(api.seen.map(({ headers }) => [headers['traceparent'], headers['tracestate']])).toEqual([
      [undefined, undefined],
      [TRACE, 'a=b'],
    ]);
  });
});
