import type { SampleEnvironment } from '@sample/shared';

/** The settings that the authorization server and its commands read from the environment. */
export const AUTH_SETTINGS = [
  'nodeEnv',
  'host',
  'authPort',
  'authIssuer',
  'apiAudience',
  'apiUrls',
  'databaseUrl',
  'redisUrl',
  'dataDir',
  'refreshGraceSeconds',
  'trustedProxies',
  'authMtlsPort',
  'mtlsCert',
  'mtlsKey',
  'mtlsCa',
  'mtlsCrl',
] as const satisfies readonly (keyof SampleEnvironment)[];
