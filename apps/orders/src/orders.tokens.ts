import type { OpenDatabase, SampleEnvironment } from '@sample/shared';
import type { OrdersSchema } from './database/orders-schema.js';

/** The settings that the API reads. */
export const ORDERS_SETTINGS = [
  'nodeEnv',
  'host',
  'httpAdapter',
  'port',
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
  'dataDir',
  'trustedProxies',
  'mtlsPort',
  'mtlsCert',
  'mtlsKey',
  'mtlsCa',
  'mtlsCrl',
  'geoipDb',
  'sunsetV1',
  'sunsetV1Brownouts',
] as const satisfies readonly (keyof SampleEnvironment)[];

/** The API's settings, validated and typed. */
export type OrdersEnvironment = Readonly<Pick<SampleEnvironment, (typeof ORDERS_SETTINGS)[number]>>;

/** The API's open, migrated database. */
export type OrdersDatabase = OpenDatabase<OrdersSchema>;

/** Injection token of the {@link OrdersDatabase}. */
export const DATABASE = Symbol('OrdersDatabase');
