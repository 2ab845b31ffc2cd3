import { describe, expect, it } from 'vitest';
import { isSameTarget } from './same-target.js';

const target = { origin: 'https://api.example.com', path: '/orders/a%2Fb' };

describe('isSameTarget', () => {
  it.each([
    ['as it is', 'https://api.example.com/orders/a%2Fb'],
    ['with capital letters in scheme and host', 'HTTPS://API.Example.COM/orders/a%2Fb'],
    ['with the default port', 'https://api.example.com:443/orders/a%2Fb'],
    ['with a query and a fragment', 'https://api.example.com/orders/a%2Fb?x=1#y'],
    ['with another case of percent-encoding', 'https://api.example.com/orders/a%2fb'],
    ['with letters that need no encoding', 'https://api.example.com/%6frders/a%2Fb'],
  ])('takes the URL %s', (_what, htu) => {
    expect(isSameTarget(htu, target)).toBe(true);
  });

  it.each([
    ['of another scheme', 'http://api.example.com/orders/a%2Fb'],
    ['of another host', 'https://evil.example.com/orders/a%2Fb'],
    ['of another port', 'https://api.example.com:8443/orders/a%2Fb'],
    ['of another path', 'https://api.example.com/orders/other'],
    ['of a longer path', 'https://api.example.com/orders/a%2Fb/approve'],
    ['with another case of the path', 'https://api.example.com/Orders/a%2Fb'],
    ['with an encoded slash decoded', 'https://api.example.com/orders/a/b'],
    ['with dot segments', 'https://api.example.com/x/../orders/a%2Fb'],
    ['with user info', 'https://api.example.com@evil.example/orders/a%2Fb'],
    ['with a back-slash', String.raw`https://api.example.com\orders/a%2Fb`],
    ['with white space in front', ' https://api.example.com/orders/a%2Fb'],
    ['without a scheme', 'api.example.com/orders/a%2Fb'],
    ['that is relative', '/orders/a%2Fb'],
    ['that is empty', ''],
  ])('refuses the URL %s', (_what, htu) => {
    expect(isSameTarget(htu, target)).toBe(false);
  });

  it('takes a URL without a path for its root', () => {
    expect(isSameTarget('https://api.example.com', { ...target, path: '/' })).toBe(true);
  });

  it('fits nothing while the origin of the request is not known', () => {
    expect(isSameTarget('/orders', { origin: '', path: '/orders' })).toBe(false);
  });
});
