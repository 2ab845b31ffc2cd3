import { describe, expect, it } from 'vitest';
import { isSecureUrl } from '../kernel/secure-url.js';
import { isAcceptableIssuerUrl, mayPointTo } from './issuer-url.js';

describe('isAcceptableIssuerUrl', () => {
  it.each([
    'https://auth.example.com',
    'https://auth.example.com/',
    'https://auth.example.com:8443/realms/main',
    'http://localhost:4000',
    'http://127.0.0.1:4000',
    'http://127.8.9.1',
    'http://[::1]:4000',
  ])('accepts %s', (url) => {
    expect(isAcceptableIssuerUrl(url)).toBe(true);
  });

  it.each([
    ['plain http beyond loopback', 'http://auth.example.com'],
    ['a host that only begins like loopback', 'http://127.0.0.1.attacker.example'],
    ['a host that only begins like localhost', 'http://localhost.attacker.example'],
    ['a query', 'https://auth.example.com/?tenant=1'],
    ['an empty query', 'https://auth.example.com/?'],
    ['a fragment', 'https://auth.example.com/#a'],
    ['an empty fragment', 'https://auth.example.com/#'],
    ['user info', 'https://user:secret@auth.example.com'],
    ['empty user info', 'https://@auth.example.com'],
    ['another scheme', 'ftp://auth.example.com'],
    ['a script', 'javascript:alert(1)'],
    ['white space around it', ' https://auth.example.com'],
    ['a line feed inside', 'https://auth.exa\nmple.com'],
    ['back-slashes', 'https:\\\\auth.example.com'],
    ['a back-slash in the path', 'https://auth.example.com\\a'],
    ['a missing slash', 'https:/auth.example.com'],
    ['the scheme in capital letters', 'HTTPS://auth.example.com'],
    ['a host that is none', 'https://[::'],
    ['nothing', ''],
  ])('refuses %s', (_what, url) => {
    expect(isAcceptableIssuerUrl(url)).toBe(false);
  });
});

describe('isSecureUrl', () => {
  it('allows a query, which key set addresses may have', () => {
    expect(isSecureUrl('https://auth.example.com/keys?p=policy')).toBe(true);
  });
});

describe('mayPointTo', () => {
  it('lets metadata point to another https origin', () => {
    expect(mayPointTo('https://auth.example.com', 'https://keys.example.net/jwks')).toBe(true);
  });

  it('never lets a public issuer send us to a loopback address', () => {
    expect(mayPointTo('https://auth.example.com', 'http://127.0.0.1:6379/')).toBe(false);
  });

  it('lets a loopback issuer keep its keys on loopback', () => {
    expect(mayPointTo('http://localhost:4000', 'http://localhost:4000/jwks')).toBe(true);
  });

  it.each(['file:///etc/passwd', 'http://169.254.169.254/', '/jwks'])('refuses %s', (target) => {
    expect(mayPointTo('http://localhost:4000', target)).toBe(false);
  });
});
