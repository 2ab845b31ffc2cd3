import { describe, expect, it } from 'vitest';
import { checkKeyReference } from './check-header.js';

describe('checkKeyReference', () => {
  it('reads the algorithm and the key id', () => {
    expect(checkKeyReference({ alg: 'ES256', kid: 'a' }, ['RS256', 'ES256'])).toEqual({
      alg: 'ES256',
      kid: 'a',
    });
    expect(checkKeyReference({ alg: 'ES256' }, ['ES256'])).toEqual({ alg: 'ES256', kid: undefined });
  });

  it.each(['HS256', 'none', 'es256', '', undefined, null, ['ES256'], 'EdDSA'])(
    'refuses the algorithm %s before any key is looked up',
    (alg) => {
      expect(() => checkKeyReference({ alg, kid: 'a' }, ['ES256'])).toThrow('alg is not in the allow-list');
    },
  );

  it.each([1, null, undefined, '', ['a'], { kid: 'a' }, 'a'.repeat(257)])(
    'refuses the key id %j before any key is looked up',
    (kid) => {
      expect(() => checkKeyReference({ alg: 'ES256', kid }, ['ES256'])).toThrow(
        'kid is not a string of 1 to 256',
      );
    },
  );

  it('takes the longest key id', () => {
    const kid = 'a'.repeat(256);
    expect(checkKeyReference({ alg: 'ES256', kid }, ['ES256'])).toEqual({ alg: 'ES256', kid });
  });
});
