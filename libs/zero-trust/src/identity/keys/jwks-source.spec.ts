import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../kernel/clock.port.js';
import { createIssuerKey, publishedJwk } from '../../testing/token-issuer-keys.js';
import { metadataUrls } from './discover-metadata.js';
import { JwksSource } from './jwks-source.js';

const jwk = publishedJwk(createIssuerKey('ES256'));
const JWKS = { keys: [jwk] };
const OAUTH = '/.well-known/oauth-authorization-server';
const OPENID = '/.well-known/openid-configuration';
const open: Server[] = [];

afterEach(() => {
  for (const server of open.splice(0)) server.close().closeAllConnections();
});

type Answers = (origin: string) => Readonly<Record<string, unknown>>;

/** Serves documents by path; a function answers by itself, everything else is sent as JSON. */
async function serve(answers: Answers, requests: string[] = []): Promise<string> {
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    const answer = answers(origin)[request.url ?? ''];
    if (typeof answer === 'function') return (answer as RequestListener)(request, response);
    response.writeHead(answer === undefined ? 404 : 200, {
      'content-type': 'application/json; charset=utf-8',
    });
    return response.end(JSON.stringify(answer ?? {}));
  });
  open.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return origin;
}

function metadata(issuer: string, jwksUri = `${new URL(issuer).origin}/jwks`) {
  return { issuer, jwks_uri: jwksUri };
}

async function load(issuer: string): Promise<string> {
  const source = new JwksSource({
    issuer,
    algorithms: ['ES256'],
    fetch,
    clock: systemClock,
    timeoutMs: 2000,
  });
  try {
    const keys = await source.load();
    return keys.find({ kid: jwk.kid, alg: 'ES256' }) === undefined ? 'no key' : 'key';
  } catch (error) {
    return (error as Error).message;
  }
}

/** A body of JSON with this many bytes, in pieces and without a declared length. */
function pieces(bytes: number): RequestListener {
  return (_request, response) => {
    const text = JSON.stringify(JWKS).slice(0, -1) + `,"pad":"`;
    response.writeHead(200, { 'content-type': 'application/json' }).write(text);
    response.write('x'.repeat(bytes - text.length - 2));
    response.end('"}');
  };
}

describe('metadataUrls', () => {
  it('puts the path of the issuer where each standard wants it', () => {
    expect(metadataUrls('https://auth.example.com/realms/main')).toEqual([
      'https://auth.example.com/.well-known/oauth-authorization-server/realms/main',
      'https://auth.example.com/realms/main/.well-known/openid-configuration',
    ]);
    expect(metadataUrls('https://auth.example.com/')).toEqual([
      'https://auth.example.com/.well-known/oauth-authorization-server',
      'https://auth.example.com/.well-known/openid-configuration',
    ]);
  });
});

describe('discovery', () => {
  it('finds RFC 8414 metadata and asks no further', async () => {
    const requests: string[] = [];
    const issuer = await serve((origin) => ({ [OAUTH]: metadata(origin), '/jwks': JWKS }), requests);
    expect(await load(issuer)).toBe('key');
    expect(requests).toEqual([OAUTH, '/jwks']);
  });

  it('falls back to OpenID metadata', async () => {
    expect(await load(await serve((origin) => ({ [OPENID]: metadata(origin), '/jwks': JWKS })))).toBe('key');
  });

  it('falls back when the first place shows a page or redirects to one', async () => {
    const page: RequestListener = (_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end(JSON.stringify({}));
    const redirect: RequestListener = (_request, response) =>
      response.writeHead(302, { location: '/login' }).end();
    for (const answer of [page, redirect]) {
      const issuer = await serve((origin) => ({
        [OAUTH]: answer,
        [OPENID]: metadata(origin),
        '/jwks': JWKS,
      }));
      expect(await load(issuer)).toBe('key');
    }
  });

  it('does not ask a second time when the server itself is in trouble', async () => {
    const requests: string[] = [];
    const failing: RequestListener = (_request, response) => response.writeHead(503).end();
    const issuer = await serve(
      (origin) => ({ [OAUTH]: failing, [OPENID]: metadata(origin), '/jwks': JWKS }),
      requests,
    );
    expect(await load(issuer)).toContain('answered with status 503');
    expect(requests).toEqual([OAUTH]);
  });

  it('does not ask a second time when there is no connection', async () => {
    const asked: string[] = [];
    const offline = (url: string) => {
      asked.push(url);
      return Promise.reject(new TypeError('fetch failed'));
    };
    const init = {
      issuer: 'https://auth.example.com',
      algorithms: ['ES256'],
      clock: systemClock,
      timeoutMs: 2000,
    } as const;
    await expect(new JwksSource({ ...init, fetch: offline }).load()).rejects.toThrow('fetch failed');
    expect(asked).toEqual([`https://auth.example.com${OAUTH}`]);
  });

  it('refuses metadata of another issuer, be it a slash that differs', async () => {
    const issuer = await serve((origin) => ({
      [OAUTH]: metadata(`${origin}/`),
      [OPENID]: metadata(`${origin}/`),
      '/jwks': JWKS,
    }));
    expect(await load(issuer)).toContain('is of another issuer');
  });

  it.each([
    ['no address', undefined],
    ['an address that is an array', ['https://auth.example.com/jwks']],
    ['plain http beyond loopback', 'http://auth.example.com/jwks'],
    ['a file', 'file:///etc/passwd'],
  ])('refuses metadata with %s for the key set', async (_what, jwksUri) => {
    const issuer = await serve((origin) => ({ [OAUTH]: { issuer: origin, jwks_uri: jwksUri } }));
    expect(await load(issuer)).toContain('is not an https URL');
  });

  it('refuses metadata that is null', async () => {
    const nothing: RequestListener = (_request, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('null');
    expect(await load(await serve(() => ({ [OAUTH]: nothing })))).toContain('is not a JSON object');
  });
});

describe('the key set', () => {
  it('is read up to 64 KiB', async () => {
    const issuer = await serve((origin) => ({ [OAUTH]: metadata(origin), '/jwks': pieces(65_536) }));
    expect(await load(issuer)).toBe('key');
  });

  it('is refused beyond 64 KiB', async () => {
    const issuer = await serve((origin) => ({ [OAUTH]: metadata(origin), '/jwks': pieces(65_537) }));
    expect(await load(issuer)).toContain('more than 65536 bytes');
  });

  it('is refused when it only gets too long by decompression', async () => {
    const bomb: RequestListener = (_request, response) =>
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
        .end(gzipSync(JSON.stringify({ ...JWKS, pad: ' '.repeat(1_000_000) })));
    const issuer = await serve((origin) => ({ [OAUTH]: metadata(origin), '/jwks': bomb }));
    expect(await load(issuer)).toContain('more than 65536 bytes');
  });

  it('is refused from behind a redirect', async () => {
    const redirect: RequestListener = (_request, response) =>
      response.writeHead(302, { location: '/elsewhere' }).end();
    const issuer = await serve((origin) => ({
      [OAUTH]: metadata(origin),
      '/jwks': redirect,
      '/elsewhere': JWKS,
    }));
    expect(await load(issuer)).toContain('answered with status 302');
  });

  it('is not fetched from another origin that a redirect names', async () => {
    const asked: string[] = [];
    const other = await serve(() => ({ '/jwks': JWKS }), asked);
    const redirect: RequestListener = (_request, response) =>
      response.writeHead(307, { location: `${other}/jwks` }).end();
    const issuer = await serve((origin) => ({ [OAUTH]: metadata(origin), '/jwks': redirect }));
    expect(await load(issuer)).toContain('answered with status 307');
    expect(asked).toEqual([]);
  });

  it('is fetched from a fixed address without a look at the metadata', async () => {
    const requests: string[] = [];
    const issuer = await serve(() => ({ '/keys': JWKS }), requests);
    const init = { issuer, algorithms: ['ES256'], fetch, clock: systemClock, timeoutMs: 2000 } as const;
    const keys = await new JwksSource({ ...init, jwksUri: `${issuer}/keys` }).load();
    expect(keys.find({ kid: jwk.kid, alg: 'ES256' })?.type).toBe('public');
    expect(requests).toEqual(['/keys']);
  });

  it.each([
    ['a page', 'text/html', JSON.stringify(JWKS), 'not JSON'],
    ['no media type', '', JSON.stringify(JWKS), 'not JSON'],
    ['half a document', 'application/json', '{"keys":[', 'not JSON in UTF-8'],
    ['null', 'application/json', 'null', 'not a JSON object'],
    ['keys that are an object', 'application/json', '{"keys":{}}', 'not a JWKS'],
  ])('is refused when it is %s', async (_what, type, body, reason) => {
    const answer: RequestListener = (_request, response) =>
      response.writeHead(200, type === '' ? {} : { 'content-type': type }).end(body);
    const issuer = await serve((origin) => ({ [OAUTH]: metadata(origin), '/jwks': answer }));
    expect(await load(issuer)).toContain(reason);
  });

  it('may have the media type of its own', async () => {
    const answer: RequestListener = (_request, response) =>
      response.writeHead(200, { 'content-type': 'application/jwk-set+json' }).end(JSON.stringify(JWKS));
    expect(await load(await serve((origin) => ({ [OAUTH]: metadata(origin), '/jwks': answer })))).toBe('key');
  });

  it('is given up on when it trickles in for longer than the deadline', async () => {
    const trickle: RequestListener = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{');
    };
    const issuer = await serve((origin) => ({ [OAUTH]: metadata(origin), '/jwks': trickle }));
    const source = new JwksSource({
      issuer,
      algorithms: ['ES256'],
      fetch,
      clock: systemClock,
      timeoutMs: 150,
    });
    await expect(source.load()).rejects.toThrow('no answer within 150 ms');
  });
});
