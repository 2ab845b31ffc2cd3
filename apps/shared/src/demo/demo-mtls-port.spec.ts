import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../environment/environment.js';
import { demoMtlsPort } from './demo-mtls-port.js';

const SETTINGS = ['nodeEnv', 'port', 'mtlsPort', 'mtlsCert', 'mtlsKey', 'mtlsCa', 'mtlsCrl'] as const;

const portFor = (source: Readonly<Record<string, string>>): number | undefined =>
  demoMtlsPort(readEnvironment(SETTINGS, { PORT: '3000', ...source }));

describe('the TLS listener of the demonstration', () => {
  it('is where MTLS_PORT says, or else 443 above PORT', () => {
    expect(portFor({ MTLS_PORT: '8443' })).toBe(8443);
    expect(portFor({})).toBe(3443);
    expect(portFor({ PORT: '65093' })).toBeUndefined();
  });

  it('is not opened unasked in production, or beside files that say something else', () => {
    const asked = { AUTH_ISSUER: 'https://auth.example.com', API_AUDIENCE: 'https://api.example.com' };
    expect(portFor({ ...asked, NODE_ENV: 'production' })).toBeUndefined();
    for (const name of ['MTLS_CERT', 'MTLS_KEY', 'MTLS_CA', 'MTLS_CRL'])
      expect(portFor({ [name]: import.meta.filename })).toBeUndefined();
  });
});
