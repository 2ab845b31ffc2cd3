import { describe, expect, it } from 'vitest';
import { redactEvidence, redactTokens } from './redact-tokens.js';

const HEADER = 'eyJhbGciOiJFUzI1NiJ9';
const PAYLOAD = 'eyJzdWIiOiJhbGljZSJ9';
const SIGNATURE = 'c2lnbmF0dXJlLW9mLXRoZS10b2tlbg';

describe('redactTokens', () => {
  it.each([
    [`${HEADER}.${PAYLOAD}.${SIGNATURE}`, '[token]'],
    [`bad token ${HEADER}.${PAYLOAD}.${SIGNATURE}, sorry`, 'bad token [token], sorry'],
    [`/v2/orders/${HEADER}.${PAYLOAD}.`, '/v2/orders/[token]'],
    [`/v2/${HEADER}%2e${PAYLOAD}%2E${SIGNATURE}/x`, '/v2/[token]/x'],
    [`${HEADER}.${PAYLOAD}.a.b.c`, '[token]'],
    [`${HEADER}.${PAYLOAD}`, '[token]'],
    ['eyJhIjoxfQ%2Ee30%2Ec2ln', '[token]'],
    [`${SIGNATURE}.${SIGNATURE}.${SIGNATURE}`, '[token]'],
  ])('takes the token out of %s', (text, expected) => {
    expect(redactTokens(text)).toBe(expected);
  });

  it.each([
    '/v2/orders/12345',
    'token lacks the scope orders:write',
    'https://auth.orders.example.com/oauth2/token',
    'GET /v2/orders/service-account-order-processor',
  ])('leaves %s alone', (text) => {
    expect(redactTokens(text)).toBe(text);
  });

  it('takes tokens out of every text of the evidence', () => {
    const token = `${HEADER}.${PAYLOAD}.${SIGNATURE}`;
    expect(redactEvidence({ a: token, b: [token, 'fine'], c: 1, d: true, e: undefined })).toEqual({
      a: '[token]',
      b: ['[token]', 'fine'],
      c: 1,
      d: true,
      e: undefined,
    });
  });
});
