import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EnvironmentError } from './environment-error.js';
import { readEnvironment } from './environment.js';

const KEYS = [
  'nodeEnv',
  'host',
  'httpAdapter',
  'port',
  'authPort',
  'authIssuer',
  'apiAudience',
  'databaseUrl',
  'redisUrl',
  'openfgaUrl',
  'openfgaStoreId',
  'openfgaModelId',
  'openfgaApiToken',
  'spicedbEndpoint',
  'spicedbToken',
  'apiUrls',
  'refreshGraceSeconds',
  'trustedProxies',
  'mtlsPort',
  'mtlsCert',
  'mtlsKey',
  'mtlsCa',
  'mtlsCrl',
  'geoipDb',
  'sunsetV1',
  'sunsetV1Brownouts',
] as const;

function problemsOf(source: NodeJS.ProcessEnv): EnvironmentError {
  try {
    readEnvironment(KEYS, source);
  } catch (error) {
    if (error instanceof EnvironmentError) return error;
  }
  throw new Error('the environment was accepted');
}

describe('readEnvironment', () => {
  it('gives every setting its documented default', () => {
    expect(readEnvironment(KEYS, {})).toEqual({
      nodeEnv: 'development',
      host: '127.0.0.1',
      httpAdapter: 'express',
      port: 3000,
      authPort: 4000,
      authIssuer: 'http://localhost:4000',
      apiAudience: 'https://api.orders.example',
      databaseUrl: undefined,
      redisUrl: undefined,
      openfgaUrl: undefined,
      openfgaStoreId: undefined,
      openfgaModelId: undefined,
      openfgaApiToken: undefined,
      spicedbEndpoint: undefined,
      spicedbToken: undefined,
      apiUrls: ['http://localhost:3000'],
      refreshGraceSeconds: 0,
      trustedProxies: [],
      mtlsPort: undefined,
      mtlsCert: undefined,
      mtlsKey: undefined,
      mtlsCa: undefined,
      mtlsCrl: undefined,
      geoipDb: undefined,
      sunsetV1: new Date('2027-12-31T23:59:59Z'),
      sunsetV1Brownouts: [],
    });
  });

  it('takes the URLs of several APIs, and only such as are safe to send tokens to', () => {
    const read = (value: string) => readEnvironment(['apiUrls'], { API_URLS: value }).apiUrls;
    expect(read('https://a.example/, http://127.0.0.1:3000')).toEqual([
      'https://a.example',
      'http://127.0.0.1:3000',
    ]);
    for (const value of ['http://a.example', '', 'https://a.example,', 'https://a.example?x'])
      expect(problemsOf({ API_URLS: value }).problems.map(({ variable }) => variable)).toEqual(['API_URLS']);
  });

  it.each(['-1', '61', '1.5', '', 'x'])('refuses %s seconds of grace', (value) => {
    const { problems } = problemsOf({ REFRESH_GRACE_SECONDS: value });
    expect(problems.map(({ variable }) => variable)).toEqual(['REFRESH_GRACE_SECONDS']);
  });

  it('lets the issuer follow AUTH_PORT', () => {
    expect(readEnvironment(['authIssuer'], { AUTH_PORT: '4100' }).authIssuer).toBe('http://localhost:4100');
  });

  it('lists every malformed variable in one message', () => {
    const error = problemsOf({ PORT: '0', AUTH_PORT: '99999', TRUSTED_PROXIES: '10.0.0.0/33', HOST: '' });
    expect(error.problems.map(({ variable }) => variable)).toEqual([
      'HOST',
      'PORT',
      'AUTH_PORT',
      'TRUSTED_PROXIES',
    ]);
    expect(error.message).toContain('PORT holds "0"; it should be a whole number from 1 to 65535.');
  });

  it('never repeats a connection string', () => {
    const source = { DATABASE_URL: 'mysql://app:hunter2@db/x', REDIS_URL: 'http://app:hunter2@redis:6379' };
    const { problems, message } = problemsOf(source);
    expect(problems.map(({ variable }) => variable)).toEqual(['DATABASE_URL', 'REDIS_URL']);
    expect(message).not.toContain('hunter2');
  });

  it.each([
    'http://auth.example.com',
    'https://auth.example.com/?x=1',
    'https://user:pw@auth.example.com',
    'http://localhost.evil.example',
    'ftp://localhost',
    'auth',
  ])('refuses %s as issuer', (issuer) => {
    expect(problemsOf({ AUTH_ISSUER: issuer }).problems.map(({ variable }) => variable)).toEqual([
      'AUTH_ISSUER',
    ]);
  });

  it.each(['https://auth.example.com/tenant', 'http://127.0.0.1:4000', 'http://[::1]:4000'])(
    'accepts %s as issuer',
    (issuer) => {
      expect(readEnvironment(['authIssuer'], { AUTH_ISSUER: issuer }).authIssuer).toBe(issuer);
    },
  );

  it('accepts an OpenFGA server with its store, model and token', () => {
    const ids = {
      OPENFGA_STORE_ID: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
      OPENFGA_MODEL_ID: '01M812Q6ZB3HRM4F2GW4E993NB',
    };
    const source = { OPENFGA_URL: 'http://127.0.0.1:8080', ...ids, OPENFGA_API_TOKEN: 'secret' };
    expect(readEnvironment(KEYS, source)).toMatchObject({
      openfgaUrl: 'http://127.0.0.1:8080',
      openfgaStoreId: ids.OPENFGA_STORE_ID,
      openfgaModelId: ids.OPENFGA_MODEL_ID,
      openfgaApiToken: 'secret',
    });
  });

  it('refuses an OpenFGA server, ids or token that cannot be one, and never repeats the token', () => {
    const source = {
      OPENFGA_URL: 'http://fga.example.com',
      OPENFGA_STORE_ID: 'orders',
      OPENFGA_MODEL_ID: '',
      OPENFGA_API_TOKEN: 'hunter2 hunter2',
    };
    const { problems, message } = problemsOf(source);
    expect(problems.map(({ variable }) => variable)).toEqual(Object.keys(source));
    expect(message).not.toContain('hunter2');
  });

  it.each(['127.0.0.1:50051', '[::1]:50051', 'spicedb.example.com:443'])(
    'accepts %s as SpiceDB',
    (endpoint) => {
      const source = { SPICEDB_ENDPOINT: endpoint, SPICEDB_TOKEN: 'secret' };
      expect(readEnvironment(KEYS, source)).toMatchObject({
        spicedbEndpoint: endpoint,
        spicedbToken: 'secret',
      });
    },
  );

  it.each(['', 'spicedb.example.com', 'https://spicedb.example.com:443', 'a:b@c:1', 'host:0', 'host:443/x'])(
    'refuses "%s" as SpiceDB, and never repeats the token',
    (endpoint) => {
      const { problems, message } = problemsOf({ SPICEDB_ENDPOINT: endpoint, SPICEDB_TOKEN: 'hunter2 x' });
      expect(problems.map(({ variable }) => variable)).toEqual(['SPICEDB_ENDPOINT', 'SPICEDB_TOKEN']);
      expect(message).not.toContain('hunter2');
    },
  );

  it.each(['koa', 'Fastify', 'express,fastify', ''])(
    'refuses "%s" as HTTP adapter, and names those that there are',
    (adapter) => {
      const { problems, message } = problemsOf({ HTTP_ADAPTER: adapter });
      expect(problems.map(({ variable }) => variable)).toEqual(['HTTP_ADAPTER']);
      expect(message).toContain('it should be express or fastify.');
    },
  );

  it('serves with Fastify where it is told so', () => {
    expect(readEnvironment(['httpAdapter'], { HTTP_ADAPTER: 'fastify' })).toEqual({ httpAdapter: 'fastify' });
  });

  it.each(['', 'no/such/file.mmdb', '.', 'package.json', '\0'])('refuses "%s" as geo database', (path) => {
    expect(problemsOf({ GEOIP_DB: path }).problems.map(({ variable }) => variable)).toEqual(['GEOIP_DB']);
  });

  it('takes a geo database by the mark that every such file has near its end, and gives its absolute path', () => {
    const directory = mkdtempSync(join(tmpdir(), 'geo-'));
    const file = join(directory, 'countries.mmdb');
    writeFileSync(file, Buffer.from('data\xab\xcd\xefMaxMind.com\xe9', 'latin1'));
    expect(readEnvironment(['geoipDb'], { GEOIP_DB: relative('.', file) })).toEqual({ geoipDb: file });
    rmSync(directory, { recursive: true });
  });

  it.each(['2027', '2027-12-31', '2027-13-01T00:00:00Z', 'soon'])('refuses %s as sunset', (date) => {
    expect(problemsOf({ SUNSET_V1: date }).problems.map(({ variable }) => variable)).toEqual(['SUNSET_V1']);
  });

  it('takes brownouts as spans of time', () => {
    const value = '2027-10-01T09:00:00Z/2027-10-01T10:00:00Z, 2027-11-01T09:00:00+01:00/2027-11-02T09:00:00Z';
    expect(readEnvironment(['sunsetV1Brownouts'], { SUNSET_V1_BROWNOUTS: value }).sunsetV1Brownouts).toEqual([
      { from: '2027-10-01T09:00:00.000Z', until: '2027-10-01T10:00:00.000Z' },
      { from: '2027-11-01T08:00:00.000Z', until: '2027-11-02T09:00:00.000Z' },
    ]);
  });

  it.each([
    '',
    '2027-10-01T09:00:00Z',
    '2027-10-01T09:00:00Z/soon',
    '2027-10-01T09:00:00Z/2027-10-01T09:00:00Z',
    '2027-10-01T09:00:00Z/2027-10-01T08:00:00Z',
    '2027-10-01T09:00:00Z/2027-10-01T10:00:00Z/2027-10-01T11:00:00Z',
    '2027-10-01T09:00:00Z/2027-10-01T10:00:00Z,',
  ])('refuses %j as brownouts', (value) => {
    const { problems } = problemsOf({ SUNSET_V1_BROWNOUTS: value });
    expect(problems.map(({ variable }) => variable)).toEqual(['SUNSET_V1_BROWNOUTS']);
  });

  it('demands issuer and audience in production, where the defaults would be the demonstration', () => {
    const error = problemsOf({ NODE_ENV: 'production' });
    expect(error.problems.map(({ variable }) => variable)).toEqual(['AUTH_ISSUER', 'API_AUDIENCE']);
  });

  it('does not judge variables that the process does not use', () => {
    expect(readEnvironment(['port'], { PORT: '3100', SUNSET_V1: 'soon' })).toEqual({ port: 3100 });
  });
});
