/** Node's HTTP frameworks that Nest has an adapter for. */
export type Adapter = 'express' | 'fastify';

/** Where a store of the OpenFGA server is. */
export interface OpenFgaStore {
  readonly apiUrl: string;
  readonly storeId: string;
  readonly modelId: string;
}

/** What a contestant's process is told when it starts. */
export interface ServerSettings {
  readonly adapter: Adapter;
  /** The one issuer whose tokens are accepted. */
  readonly issuer: string;
  readonly audience: string;
  /** A folder of its own for what it writes. */
  readonly directory: string;
  /** Only for contestants that ask one. */
  readonly openFga: OpenFgaStore | undefined;
}

/** The environment variable that carries the settings, as JSON. */
export const SETTINGS_VARIABLE = 'BENCH_SERVER_SETTINGS';

/** What a contestant's process says once it listens. */
export interface ServerReady {
  readonly port: number;
}
