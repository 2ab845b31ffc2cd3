import type { Adapter } from './servers/server-settings.js';

/** An application that takes part. */
export interface ContestantEntry {
  readonly name: ContestantName;
  readonly title: string;
  readonly script: URL;
  readonly adapter: Adapter;
  /** Judges requests, and so must answer 404, 400 and 401 where those are due. */
  readonly guarded: boolean;
  readonly needsOpenFga: boolean;
}

/** Names by which `--only` and the report call them. */
export type ContestantName =
  | 'bare-express'
  | 'bare-fastify'
  | 'full-express'
  | 'full-fastify'
  | 'passport-openfga'
  | 'passport-casl'
  | 'jose-casl';

const BARE = { script: new URL('./servers/bare.js', import.meta.url), guarded: false, needsOpenFga: false };
const FULL = { script: new URL('./servers/full.js', import.meta.url), guarded: true, needsOpenFga: false };
const PEER = { adapter: 'express', guarded: true, needsOpenFga: false } as const;

/** Everybody. */
export const CONTESTANTS: readonly ContestantEntry[] = [
  { name: 'bare-express', title: 'bare Nest, Express', adapter: 'express', ...BARE },
  { name: 'bare-fastify', title: 'bare Nest, Fastify', adapter: 'fastify', ...BARE },
  { name: 'full-express', title: 'full pipeline, Express', adapter: 'express', ...FULL },
  { name: 'full-fastify', title: 'full pipeline, Fastify', adapter: 'fastify', ...FULL },
  {
    ...PEER,
    name: 'passport-openfga',
    title: 'C: Passport and OpenFGA, Express',
    script: new URL('./peers/passport-openfga.js', import.meta.url),
    needsOpenFga: true,
  },
  {
    ...PEER,
    name: 'passport-casl',
    title: "C': Passport and CASL, Express",
    script: new URL('./peers/passport-casl.js', import.meta.url),
  },
  {
    ...PEER,
    name: 'jose-casl',
    title: 'E: jose with a token cache and CASL, Express',
    script: new URL('./peers/jose-casl.js', import.meta.url),
  },
];
