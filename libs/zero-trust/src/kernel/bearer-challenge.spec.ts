import { describe, expect, it } from 'vitest';
import { bearerChallenge } from './bearer-challenge.js';

describe('bearerChallenge', () => {
  it('is the bare scheme when nothing is to be said', () => {
    expect(bearerChallenge()).toBe('Bearer');
  });

  it('quotes each parameter and separates them by commas', () => {
    expect(bearerChallenge({ error: 'insufficient_scope', scope: 'orders:read orders:write' })).toBe(
      'Bearer error="insufficient_scope", scope="orders:read orders:write"',
    );
  });

  it('lets no value end its quotes or begin another header line', () => {
    expect(bearerChallenge({ realm: 'a", error="x\r\nset-cookie: b\\é' })).toBe(
      'Bearer realm="a?, error=?x??set-cookie: b??"',
    );
  });

  it('leaves out what is undefined', () => {
    expect(bearerChallenge({ error: 'invalid_token', error_description: undefined })).toBe(
      'Bearer error="invalid_token"',
    );
  });
});
