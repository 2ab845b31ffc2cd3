import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createProxyTest } from '../../traffic/address/source-address.js';
import { createOriginResolver } from './settle-origin.js';

const PROXY = '10.0.0.1';
const STRANGER = '192.0.2.1';

interface Facts {
  readonly from?: string;
  readonly encrypted?: boolean;
  readonly headers?: Readonly<Record<string, readonly string[]>>;
  readonly publicOrigin?: string;
}

function originOf({ from = STRANGER, encrypted = false, headers = {}, publicOrigin }: Facts): string {
  const resolve = createOriginResolver({ publicOrigin, isTrustedProxy: createProxyTest(['10.0.0.0/8']) });
  const raw = { socket: { remoteAddress: from, encrypted } } as unknown as IncomingMessage;
  return resolve(raw, (name) => headers[name] ?? []);
}

const FORWARDED = { 'x-forwarded-proto': ['https'], 'x-forwarded-host': ['api.example.com'] };

describe('the origin of a request', () => {
  it.each([
    [false, 'api.example.com', 'http://api.example.com'],
    [true, 'api.example.com', 'https://api.example.com'],
    [true, 'API.Example.com:443', 'https://api.example.com'],
    [false, 'localhost:3000', 'http://localhost:3000'],
    [false, '[::1]:80', 'http://[::1]'],
  ])('is, with TLS %s and Host %s, %s', (encrypted, host, origin) => {
    expect(originOf({ encrypted, headers: { host: [host] } })).toBe(origin);
  });

  it.each([
    ['no Host', []],
    ['two Hosts', ['api.example.com', 'api.example.com']],
    ['a Host with user info', ['api.example.com@evil.example']],
    ['a Host with a path', ['api.example.com/x']],
    ['a Host with a quotation mark', ['api.example.com", error="x']],
    ['a Host with white space', ['api.example.com x']],
    ['an empty Host', ['']],
  ])('is not known with %s', (_what, host) => {
    expect(originOf({ headers: { host } })).toBe('');
  });

  it('ignores forwarding headers of strangers', () => {
    expect(originOf({ headers: { host: ['own.example'], ...FORWARDED } })).toBe('http://own.example');
  });

  it('believes forwarding headers of a trusted proxy', () => {
    expect(originOf({ from: PROXY, headers: { host: ['own.example'], ...FORWARDED } })).toBe(
      'https://api.example.com',
    );
  });

  it('believes of several values the one that the nearest proxy wrote, not what a caller put in front', () => {
    const headers = {
      host: ['own.example'],
      'x-forwarded-proto': ['http', 'http, https'],
      'x-forwarded-host': ['evil.example, api.example.com'],
    };
    expect(originOf({ from: PROXY, headers })).toBe('https://api.example.com');
  });

  it.each([
    ['scheme', { 'x-forwarded-proto': ['gopher'] }],
    ['scheme that is empty', { 'x-forwarded-proto': [''] }],
    ['host', { 'x-forwarded-host': ['a b'] }],
  ])('is not known when a trusted proxy forwards a malformed %s', (_what, forwarded) => {
    expect(originOf({ from: PROXY, headers: { host: ['own.example'], ...forwarded } })).toBe('');
  });

  it('is the configured one, whatever the request and its proxies say', () => {
    const publicOrigin = 'https://public.example';
    const headers = { host: ['evil.example'], ...FORWARDED };
    expect(originOf({ publicOrigin, headers })).toBe(publicOrigin);
    expect(originOf({ publicOrigin, headers, from: PROXY })).toBe(publicOrigin);
    expect(originOf({ publicOrigin })).toBe(publicOrigin);
  });
});
