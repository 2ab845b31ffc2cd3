import type { SampleEnvironment } from '@sample/shared';

/** The settings that the authorization server and its commands read from the environment. */
export const AUTH_SETTINGS = [
  'nodeEnv',
  'host',
  'authPort',
  'authIssuer',
  'apiAudience',
  'databaseUrl',
  'dataDir',
  'trustedProxies',
] as const satisfies readonly (keyof SampleEnvironment)[];
