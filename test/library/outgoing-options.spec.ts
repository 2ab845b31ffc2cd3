import { generatePrivateJwk } from '@sample/shared';
import { BootError, ServiceTokenClient, type ServiceTokenClientOptions } from 'nestjs-zero-trust';
import { describe, expect, it } from 'vitest';

const privateKey = await generatePrivateJwk();
const { d: _d, ...publicKey } = privateKey;
const target = { origin: 'https://api.example.com', resource: 'https://api.example.com' };
const good: ServiceTokenClientOptions = {
  issuer: 'https://auth.example.com',
  clientId: 'shipping',
  privateKey,
  targets: [target],
};

/** What is wrong with the good options, changed in this way. */
function problems(changes: Readonly<Record<string, unknown>>): readonly string[] {
  try {
    const client = new ServiceTokenClient({ ...good, ...changes });
    return client instanceof ServiceTokenClient ? [] : ['no client'];
  } catch (error) {
    if (!(error instanceof BootError)) throw error;
    return error.findings.map(({ where, problem }) => `${where.replace(/^\S+ options/, '')} ${problem}`);
  }
}

describe('the options of a ServiceTokenClient', () => {
  it('are good with an issuer, a name, a key and a target', () => {
    expect(problems({})).toEqual([]);
    expect(problems({ dpop: undefined, maxTokens: undefined })).toEqual([]);
  });

  it.each<readonly [string, Readonly<Record<string, unknown>>]>([
    ['.issuer is malformed', { issuer: 'http://auth.example.com' }],
    ['.issuer is missing', { issuer: undefined }],
    ['.clientId is not what is expected', { clientId: '' }],
    ['.targets is not what is expected', { targets: [] }],
    ['.targets[0].origin is malformed', { targets: [{ ...target, origin: 'http://api.example.com' }] }],
    ['.targets[0].origin is malformed', { targets: [{ ...target, origin: 'https://api.example.com/' }] }],
    ['.targets[0].origin is malformed', { targets: [{ ...target, origin: 'https://*.example.com' }] }],
    ['.targets[0] has no name', { targets: [{ origin: 'https://api.example.com' }] }],
    ['.targets has an origin twice', { targets: [target, { ...target, audience: 'b' }] }],
    ['.targets[0].scopes[0] is not what is expected', { targets: [{ ...target, scopes: ['a b'] }] }],
    [' has neither privateKey nor certificate', { privateKey: undefined }],
    ['.privateKey is no private key', { privateKey: publicKey }],
    ['.privateKey is no private key', { privateKey: { ...privateKey, alg: undefined } }],
    ['.tokenEndpoint is malformed', { tokenEndpoint: 'http://auth.example.com/token' }],
    ['.tokenEndpoint is a loopback address of a public issuer', { tokenEndpoint: 'http://localhost/token' }],
    ['.tokenTimeoutMs is not what is expected', { tokenTimeoutMs: 60_000 }],
    ['.callTimeoutMs is not what is expected', { callTimeoutMs: 0 }],
    ['.clientSecret is not an option', { clientSecret: 'secret' }],
    [
      '.certificate /no/such.pem cannot be read (ENOENT)',
      { certificate: { certFile: '/no/such.pem', keyFile: '/no/such.key' } },
    ],
    [' has both certificate and fetch', { certificate: { certFile: 'a', keyFile: 'b' }, fetch }],
  ])('are refused: %s', (problem, changes) => {
    expect(problems(changes)).toEqual([problem]);
  });

  it('are refused with every problem at once, and none quotes the key', () => {
    expect(problems({ issuer: 1, clientId: '', dpop: 'yes' })).toHaveLength(3);
    const { d = '' } = privateKey as { readonly d?: string };
    const wrong = { ...privateKey, alg: 'RS256' };
    expect(problems({ privateKey: wrong }).join()).not.toContain(d);
    expect(d.length).toBeGreaterThan(20);
  });
});
