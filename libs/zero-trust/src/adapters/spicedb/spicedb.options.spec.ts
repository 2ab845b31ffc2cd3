import { describe, expect, it } from 'vitest';
import { spicedb } from './spicedb.js';
import { resolveSpiceDbOptions, type SpiceDbOptions } from './spicedb.options.js';

const VALID: SpiceDbOptions = {
  endpoint: 'spicedb.example.com:443',
  token: 'secret',
  model: 'model\n  schema 1.1\ntype user\n',
};
const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

describe('the options of spicedb()', () => {
  it('have safe defaults', () => {
    expect(resolveSpiceDbOptions({ ...VALID, timeoutMs: undefined })).toEqual({
      ...VALID,
      plaintext: false,
      writeSchema: true,
      tuples: [],
      consistency: 'fully_consistent',
      timeoutMs: 1_500,
      writeTimeoutMs: 3_000,
      listTimeoutMs: 5_000,
      readTimeoutMs: 30_000,
      loadTimeoutSeconds: 30,
      maxRetries: 2,
      breakerFailures: 5,
      breakerCooldownMs: 1_000,
    });
  });

  it.each(['localhost:50051', '127.0.0.1:50051', '[::1]:50051'])('do without TLS on %s only', (endpoint) => {
    expect(resolveSpiceDbOptions({ ...VALID, endpoint }).plaintext).toBe(true);
    expect(resolveSpiceDbOptions({ ...VALID, endpoint, plaintext: false }).plaintext).toBe(false);
    expect(resolveSpiceDbOptions({ ...VALID, endpoint, caCertificate: CERTIFICATE }).plaintext).toBe(false);
  });

  it.each<[string, Partial<Record<keyof SpiceDbOptions | 'modelfile', unknown>>, RegExp]>([
    ['no server', { endpoint: undefined }, /either "endpoint" or "clients"; neither/],
    ['two servers', { clients: {} }, /either "endpoint" or "clients"; both/],
    ['a URL', { endpoint: 'https://spicedb.example.com' }, /"endpoint" must be host:port/],
    ['another transport', { endpoint: 'unix:/tmp/spicedb.sock' }, /"endpoint" must be host:port/],
    ['no port', { endpoint: 'spicedb.example.com' }, /"endpoint" must be host:port/],
    ['plain text beyond loopback', { plaintext: true }, /"plaintext" is for a loopback host only/],
    [
      'a host that only begins like loopback',
      { endpoint: '127.0.0.1.example.com:1', plaintext: true },
      /loopback/,
    ],
    ['a certificate that is none', { caCertificate: 'x' }, /"caCertificate" must be certificates in PEM/],
    ['no token', { token: undefined }, /"token" must be visible ASCII/],
    ['a token that would add a header', { token: 'a\r\nx: y' }, /"token" must be visible ASCII/],
    ['no model', { model: undefined }, /neither is set/],
    ['two models', { modelFile: 'x.fga' }, /both are set/],
    ['an unknown consistency', { consistency: 'eventual' }, /"consistency" must be/],
    ['a switch that is none', { writeSchema: 'yes' }, /"writeSchema" must be true or false/],
    ['no patience', { timeoutMs: 0 }, /"timeoutMs" must be a whole number/],
    ['endless retries', { maxRetries: 1e9 }, /"maxRetries" must be a whole number from 0 to 10/],
    ['an option that is none', { modelfile: 'x.fga' }, /"modelfile" is not an option/],
  ])('refuse %s at once', (_what, change, message) => {
    expect(() => spicedb({ ...VALID, ...change } as SpiceDbOptions)).toThrow(message);
  });

  it('name everything wrong at once, and never the token', () => {
    const wrong = { ...VALID, endpoint: 'x', token: 'top secret', timeoutMs: -1 };
    expect(() => spicedb(wrong)).toThrow(/endpoint.*token.*timeoutMs/u);
    expect(() => spicedb(wrong)).not.toThrow(/top secret/u);
  });
});
