import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { NO_CERTIFICATES } from '../../identity/certificates/client-certificates.port.js';
import { InboundHttpRequest } from './inbound-http-request.js';

function request(raw: Partial<IncomingMessage>): InboundHttpRequest {
  return new InboundHttpRequest({ headers: {}, httpVersionMajor: 1, ...raw } as IncomingMessage, {
    address: (peer) => peer,
    origin: () => '',
    certificates: NO_CERTIFICATES,
  });
}

describe('InboundHttpRequest', () => {
  it.each([
    ['/a/b', '/a/b'],
    ['/a?b=/c#d', '/a'],
    ['/a#b?c', '/a'],
    ['//a', '//a'],
    ['/a/../b', '/a/../b'],
    ['/%61', '/%61'],
    ['http://host/a?b', '/a'],
    ['HTTPS://host.example:8443/a', '/a'],
    ['http://[::1]:3000/a', '/a'],
    ['http://host/a/../b', '/a/../b'],
    ['http://host/%2e%2e/b', '/%2e%2e/b'],
  ])('takes from the target %s the path %s, unresolved and undecoded', (url, path) => {
    expect(request({ url }).path).toBe(path);
  });

  it('leaves the target * of OPTIONS as it is', () => {
    expect(request({ url: '*' }).path).toBe('*');
  });

  it.each([
    'host:443',
    'ftp://host/a',
    'http://user@host/a',
    'http://host\\a/b',
    'http://host/a\\..\\b',
    'http://ho$t/a',
    'http:///a',
  ])('keeps nothing of the target %s, because readers differ on it', (url) => {
    expect(request({ url }).path).toBe('(malformed)');
  });

  it('gives every occurrence of a header, whatever its case', () => {
    const rawHeaders = ['X-Id', '1', 'Other', 'x-id', 'x-ID', '2'];
    const headers = { 'x-id': '1', other: 'x-id' };
    expect(request({ url: '/', headers, rawHeaders }).header('x-id')).toEqual(['1', '2']);
    expect(request({ url: '/', headers, rawHeaders }).header('absent')).toEqual([]);
  });

  it('knows params, query and body only once it is bound', () => {
    const inbound = request({ url: '/' });
    inbound.body = 'lost';
    expect([inbound.params, inbound.query, inbound.body]).toEqual([undefined, undefined, undefined]);
    inbound.bind({ params: { id: '1' }, query: { q: '2' }, body: { b: 3 } });
    expect([inbound.params, inbound.query, inbound.body]).toEqual([{ id: '1' }, { q: '2' }, { b: 3 }]);
  });

  it('pins a query that the framework would compute anew on every read', () => {
    const framework = {
      get query(): unknown {
        return { raw: true };
      },
    };
    const inbound = request({ url: '/' });
    inbound.bind(framework);
    inbound.query = { validated: true };
    expect(framework.query).toEqual({ validated: true });
  });

  it.each<[string, Partial<IncomingMessage>, boolean]>([
    ['no body', {}, false],
    ['a length', { headers: { 'content-length': '5' } }, true],
    ['a transfer coding', { headers: { 'transfer-encoding': 'chunked' } }, true],
    ['no word of it in HTTP/2, where none is needed', { httpVersionMajor: 2 }, true],
  ])(
    'says when it is bound, but once only, whether a body may have been waited for: with %s',
    (_what, raw, has) => {
      const inbound = request({ url: '/', ...raw });
      expect([inbound.bind({}), inbound.bind({})]).toEqual([has, false]);
    },
  );
});
