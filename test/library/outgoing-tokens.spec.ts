import { format } from 'node:util';
import { decodeJwt } from 'jose';
import { AccessDeniedError, ServiceTokenClient } from 'nestjs-zero-trust';
import { describe, expect, it, vi } from 'vitest';
import {
  API,
  clientOptions,
  send,
  startAuthorizationServer,
  type AuthorizationServer,
  type AuthorizationServerInit,
  type TokenAnswer,
} from './support/authorization-server.js';

const OTHER = 'https://other.test.example';

/** A client, its server, and a clock that the test moves. */
async function setUp(init: AuthorizationServerInit = {}, options: object = {}) {
  const clock = { time: Date.now(), now: () => clock.time };
  const server = await startAuthorizationServer({ now: clock.now, ...init });
  const targets = [...clientOptions(server).targets, { origin: OTHER, audience: 'other' }];
  const client = new ServiceTokenClient({ ...clientOptions(server), targets, clock, ...options });
  const token = async (wanted?: Parameters<typeof client.accessToken>[1]) =>
    (await client.accessToken(API, wanted)).value;
  return { server, clock, client, token, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

/** The code and reason of what was thrown. */
async function refusal(attempt: Promise<unknown>): Promise<string> {
  const error = await attempt.then(
    () => new Error('nothing was thrown'),
    (thrown: unknown) => thrown,
  );
  return error instanceof AccessDeniedError ? error.message : `unexpected: ${String(error)}`;
}

const serverError: TokenAnswer = (response) => response.writeHead(500).end();

describe('a service token', () => {
  it('is asked for with an assertion of the key for the issuer alone, and with resource and scopes', async () => {
    await using world = await setUp();
    expect(await world.client.accessToken(API)).toMatchObject({ value: 'token-1', type: 'Bearer' });
    const { form } = world.server.questions[0] ?? {};
    const { client_assertion: assertion = '', ...asked } = Object.fromEntries(form ?? []);
    expect(asked).toEqual({
      grant_type: 'client_credentials',
      client_id: 'shipping',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      resource: API,
      scope: 'orders:read',
    });
    const { iat = 0, exp = 0, aud } = decodeJwt(assertion);
    expect([aud, exp - iat]).toEqual([world.server.url, 60]);
  });

  it('is asked for once, however many calls wait for it, and then kept', async () => {
    await using world = await setUp();
    const all = await Promise.all(Array.from({ length: 200 }, () => world.token()));
    expect(new Set([...all, await world.token()])).toEqual(new Set(['token-1']));
    expect([world.server.questions.length, world.server.metadataFetches]).toEqual([1, 1]);
  });

  it('is another one for another API, other scopes or another subject, and the same for the same', async () => {
    await using world = await setUp();
    const { client } = world;
    const tokens = [
      await world.token(),
      (await client.accessToken(OTHER)).value,
      await world.token({ scopes: ['a', 'b'] }),
      await world.token({ scopes: ['b', 'a', 'a'] }),
      await world.token({ onBehalfOf: { accessToken: 'alice' } }),
      await world.token({ onBehalfOf: { accessToken: 'bob' } }),
      await world.token({ onBehalfOf: { accessToken: 'alice' } }),
    ];
    expect(tokens.map((token) => token.slice('token-'.length))).toEqual(['1', '2', '3', '3', '4', '5', '4']);
  });

  it('is renewed ahead of its end while the old one serves, once', async () => {
    await using world = await setUp();
    await world.token();
    world.clock.time += 230_000;
    expect(await world.token()).toBe('token-1');
    world.clock.time += 10_000;
    const held: ((value: unknown) => void)[] = [];
    world.server.answerWith((response) => held.push(() => send(response, 200, bearer('renewed'))));
    expect(await Promise.all([world.token(), world.token(), world.token()])).toEqual(
      Array(3).fill('token-1'),
    );
    await vi.waitUntil(() => held.length > 0);
    expect(await world.token()).toBe('token-1');
    held[0]?.(undefined);
    await vi.waitUntil(async () => (await world.token()) === 'renewed');
    expect(world.server.questions).toHaveLength(2);
  });

  it('serves to its end while the server is down, and not a moment longer', async () => {
    await using world = await setUp();
    await world.token();
    world.server.answerWith(serverError);
    world.clock.time += 294_000;
    expect(await world.token()).toBe('token-1');
    await vi.waitUntil(() => world.server.questions.length === 2);
    world.clock.time += 1_000;
    expect(await refusal(world.token())).toMatch(/^ZT_DEPENDENCY_UNAVAILABLE: tokens of http/);
  });

  it('is kept only as long as the bound on tokens allows', async () => {
    await using world = await setUp({}, { maxTokens: 2 });
    for (const scope of ['a', 'b', 'c', 'a']) await world.token({ scopes: [scope] });
    expect(world.server.questions).toHaveLength(4);
  });

  it('of a server that gives no lifetime is kept for less than a minute', async () => {
    await using world = await setUp();
    world.server.answerWith((response) => send(response, 200, { access_token: 'x', token_type: 'bearer' }));
    await world.token();
    world.clock.time += 60_000;
    await world.token();
    expect(world.server.questions).toHaveLength(2);
  });
});

describe('a server that fails', () => {
  it('is left alone for a growing time, and asked again after it', async () => {
    await using world = await setUp();
    world.server.answerWith(serverError);
    for (let second = 0; second < 60; second += 1) {
      await Promise.all(Array.from({ length: 10 }, () => refusal(world.token())));
      await refusal(world.token({ scopes: ['other'] }));
      world.clock.time += 1_000;
    }
    // After 0, 1, 3, 7, 15, 31 and, at most 30 s later, 61 s.
    expect(world.server.questions).toHaveLength(6);
    world.server.answerWith();
    world.clock.time += 30_000;
    expect(await world.token()).toBe('token-7');
  });

  it.each<readonly [string, TokenAnswer]>([
    ['hangs', () => undefined],
    ['answers 500', serverError],
    ['answers HTML', (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>')],
    [
      'answers garbage',
      (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{'),
    ],
    ['answers with too much', (response) => send(response, 200, bearer('x'.repeat(70_000)))],
    ['redirects', (response) => response.writeHead(307, { location: '/elsewhere' }).end()],
    ['answers with no token', (response) => send(response, 200, { token_type: 'bearer' })],
    ['answers with a token of an unknown type', (response) => send(response, 200, bearer('x', 'mac'))],
    ['answers with a token that breaks a header', (response) => send(response, 200, bearer('x\r\ny: z'))],
    [
      'answers with a token bound to a key nobody asked for',
      (response) => send(response, 200, bearer('x', 'DPoP')),
    ],
  ])('if it %s, is unavailable, in time', async (_what, answer) => {
    await using world = await setUp({}, { tokenTimeoutMs: 500 });
    world.server.answerWith(answer);
    expect(await refusal(world.token())).toMatch(/^ZT_DEPENDENCY_UNAVAILABLE: tokens of http:/);
  });

  it('may not take back the binding of tokens to a key', async () => {
    await using world = await setUp({}, { dpop: true });
    world.server.answerWith((response) => send(response, 200, bearer('plain')));
    expect(await refusal(world.token())).toMatch(/ZT_DEPENDENCY_UNAVAILABLE.*no token of type DPoP/);
  });

  it('is told apart from one that refuses, whose other tokens can still be had', async () => {
    await using world = await setUp();
    world.server.answerWith((response, { form }) =>
      form.get('scope') === 'admin'
        ? send(response, 400, { error: 'invalid_scope', error_description: 'admin is not for shipping' })
        : send(response, 200, bearer('good')),
    );
    expect(await refusal(world.token({ scopes: ['admin'] }))).toMatch(
      /^ZT_OUTGOING_TOKEN_REFUSED: http\S+ issues no token: invalid_scope; check/,
    );
    expect(await refusal(world.token({ scopes: ['admin'] }))).toMatch(/so soon after a failure/);
    expect(await world.token()).toBe('good');
    expect(world.server.questions).toHaveLength(2);
  });

  it('and knows the client no more is not asked for any of its tokens', async () => {
    await using world = await setUp();
    world.server.answerWith((response) => send(response, 401, { error: 'invalid_client' }));
    expect(await refusal(world.token())).toMatch(/^ZT_OUTGOING_TOKEN_REFUSED/);
    await refusal(world.token({ scopes: ['other'] }));
    expect(world.server.questions).toHaveLength(1);
  });

  it('is quoted in no error: no assertion, no token, no description', async () => {
    await using world = await setUp();
    const secret = 'do-not-log';
    const answers = [
      { error: 'invalid_grant', error_description: secret },
      { error: `${secret} ` },
      { access_token: secret, token_type: 'odd' },
    ];
    for (const [index, answer] of answers.entries()) {
      world.server.answerWith((response) => send(response, index === 2 ? 200 : 400, answer));
      const scopes = [`scope-${index}`];
      const error: unknown = await world
        .token({ scopes, onBehalfOf: { accessToken: 'subject-secret' } })
        .catch((thrown: unknown) => thrown);
      const shown = format('%o', error);
      expect(shown).toMatch(/ZT_/);
      expect(shown).not.toMatch(/do-not-log|subject-secret|eyJ/);
    }
  });
});

describe('the metadata of the issuer', () => {
  it.each<readonly [string, AuthorizationServer['url'] | undefined, RegExp]>([
    ['of another issuer', 'https://evil.example', /"issuer" property does not match/],
    ['without an endpoint', undefined, /token_endpoint/],
  ])('%s are not believed', async (what, value, reason) => {
    const name = what === 'of another issuer' ? 'issuer' : 'token_endpoint';
    await using world = await setUp({ metadata: { [name]: value } });
    expect(await refusal(world.token())).toMatch(reason);
    expect(world.server.questions).toHaveLength(0);
  });

  it('may not send a client of loopback to plain http elsewhere', async () => {
    await using world = await setUp({ metadata: { token_endpoint: 'http://auth.example.com/token' } });
    expect(await refusal(world.token())).toMatch(/token_endpoint in the metadata is not an https URL/);
  });

  it('are not asked for if the endpoint is configured', async () => {
    await using server = await startAuthorizationServer();
    const tokenEndpoint = `${server.url}/token`;
    const client = new ServiceTokenClient({ ...clientOptions(server), tokenEndpoint });
    expect(await client.accessToken(API)).toMatchObject({ value: 'token-1' });
    expect(server.metadataFetches).toBe(0);
  });

  it('are asked for again after a failure', async () => {
    const metadata: Record<string, unknown> = { issuer: 'https://evil.example' };
    await using world = await setUp({ metadata });
    await refusal(world.token());
    delete metadata['issuer'];
    world.clock.time += 1_000;
    expect(await world.token()).toBe('token-1');
  });
});

function bearer(token: string, type = 'Bearer'): object {
  return { access_token: token, token_type: type, expires_in: 300 };
}
