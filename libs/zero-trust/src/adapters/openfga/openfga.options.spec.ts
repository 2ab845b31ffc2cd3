import { describe, expect, it } from 'vitest';
import { openfga } from './openfga.js';
import { resolveOpenFgaOptions, type OpenFgaOptions } from './openfga.options.js';

const VALID: OpenFgaOptions = {
  apiUrl: 'https://fga.example.com',
  model: 'model\n  schema 1.1\ntype user\n',
};
const ULID = '01ARZ3NDEKTSV4RRFFQ69G5FAV';

describe('the options of openfga()', () => {
  it('have safe defaults', () => {
    expect(resolveOpenFgaOptions({ ...VALID, timeoutMs: undefined })).toEqual({
      ...VALID,
      storeName: 'nestjs-zero-trust',
      writeModel: true,
      tuples: [],
      consistency: 'higher_consistency',
      decisionCacheSeconds: 0,
      maxListedSubjects: 1_000,
      timeoutMs: 1_500,
      writeTimeoutMs: 3_000,
      listTimeoutMs: 2_500,
      readTimeoutMs: 30_000,
      loadTimeoutSeconds: 30,
      maxRetries: 2,
      breakerFailures: 5,
      breakerCooldownMs: 1_000,
    });
  });

  it.each([
    'http://localhost:8080',
    'http://127.0.0.1:8080/',
    'http://[::1]:8080',
    'https://fga.example.com/api',
  ])('accept the server %s', (apiUrl) => {
    expect(openfga({ ...VALID, apiUrl }).kind).toBe('openfga');
  });

  it.each<[string, Partial<Record<keyof OpenFgaOptions | 'modelfile', unknown>>, RegExp]>([
    ['plain http beyond loopback', { apiUrl: 'http://fga.example.com' }, /"apiUrl" must be an https URL/],
    ['user info in the address', { apiUrl: 'https://u:p@fga.example.com' }, /"apiUrl" must be an https URL/],
    ['a query in the address', { apiUrl: 'https://fga.example.com?x' }, /"apiUrl" must be an https URL/],
    ['no address', { apiUrl: undefined }, /"apiUrl" must be an https URL/],
    ['no model', { model: undefined }, /neither is set/],
    ['two models', { modelFile: 'x.fga' }, /both are set/],
    ['an empty token', { apiToken: '' }, /"apiToken" must be visible ASCII/],
    ['a token that would add a header', { apiToken: 'a\r\nx: y' }, /"apiToken" must be visible ASCII/],
    ['a store id that is none', { storeId: 'orders' }, /"storeId" must be a ULID/],
    ['a model id that is none', { storeId: ULID, modelId: '../x' }, /"modelId" must be a ULID/],
    ['a model id without its store', { modelId: ULID }, /"modelId" needs the "storeId"/],
    ['a store twice', { storeId: ULID, storeName: 'orders' }, /either "storeId" or "storeName"/],
    ['a store name that the server refuses', { storeName: 'a' }, /"storeName" must be 3 to 64/],
    ['an unknown consistency', { consistency: 'eventual' }, /"consistency" must be/],
    ['no patience', { timeoutMs: 0 }, /"timeoutMs" must be a whole number/],
    ['endless retries', { maxRetries: 1e9 }, /"maxRetries" must be a whole number from 0 to 10/],
    [
      'a cache that outlives every revocation',
      { decisionCacheSeconds: 3_600 },
      /"decisionCacheSeconds" must be/,
    ],
    ['a list of any length', { maxListedSubjects: 0 }, /"maxListedSubjects" must be a whole number/],
    ['an option that is none', { modelfile: 'x.fga' }, /"modelfile" is not an option/],
  ])('refuse %s at once', (_what, change, message) => {
    expect(() => openfga({ ...VALID, ...change } as OpenFgaOptions)).toThrow(message);
  });

  it('name everything wrong at once, and never the token', () => {
    const wrong = { ...VALID, apiUrl: 'http://fga.example.com', apiToken: 'top secret', timeoutMs: -1 };
    const message = refusal(wrong);
    expect(message).toMatch(/apiUrl.*apiToken.*timeoutMs/u);
    expect(message).not.toContain('top secret');
  });
});

function refusal(options: OpenFgaOptions): string {
  try {
    openfga(options);
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  throw new Error('The options were accepted');
}
