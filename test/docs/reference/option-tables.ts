import {
  resolveSqlTuplesOptions,
  type SqlTuplesOptions,
} from '../../../libs/zero-trust/src/adapters/postgres/sql-tuples.options.js';
import { resolveOpenFgaOptions } from '../../../libs/zero-trust/src/adapters/openfga/openfga.options.js';
import { resolveRedisStateOptions } from '../../../libs/zero-trust/src/adapters/redis/redis-state.options.js';
import { resolveSpiceDbOptions } from '../../../libs/zero-trust/src/adapters/spicedb/spicedb.options.js';
import { resolveEmbeddedOptions } from '../../../libs/zero-trust/src/authorization/relationships/embedded/embedded-relationships.options.js';
import { embeddedRelationships } from '../../../libs/zero-trust/src/authorization/relationships/embedded/embedded-relationships.js';
import { MemoryOutbox } from '../../../libs/zero-trust/src/authorization/relationships/outbox/memory-outbox.js';
import { resolveWithOutboxOptions } from '../../../libs/zero-trust/src/authorization/relationships/outbox/with-outbox.options.js';
import { resolveCertificateOptions } from '../../../libs/zero-trust/src/identity/certificates/certificates.options.js';
import { resolveIntrospectionOptions } from '../../../libs/zero-trust/src/identity/introspection/introspection.options.js';
import { LOGIN_PROTECTION_DEFAULTS } from '../../../libs/zero-trust/src/identity/login/login-protection.options.js';
import { SERVICE_TOKEN_CLIENT_DEFAULTS } from '../../../libs/zero-trust/src/identity/outgoing/service-token-client.options.js';
import { resolveOptions } from '../../../libs/zero-trust/src/resolve-options.js';
import type { OptionType } from './option-rows.js';

/** A table of options, where a page says `<!-- generated: ID -->`. */
export interface OptionTable extends OptionType {
  /** What the options are once they are resolved, all defaults filled in. */
  readonly resolved: unknown;
  /** What the caller gave for it, and so is no default. */
  readonly given?: readonly string[];
  /** Only what lies below this option. */
  readonly below?: string;
  /** What is left out: options that have a table of their own. */
  readonly without?: readonly string[];
}

const MODULE = { file: 'zero-trust.options.ts', name: 'ZeroTrustOptions' };
const issuers = [{ issuer: 'https://auth.example.com', audience: 'https://api.example.com' }];
const resolved = resolveOptions({ identity: { issuers } });
/** Options of the module that have a table each. */
export const SECTIONS = ['audit', 'identity', 'limits', 'policies', 'standing'];
/** Parts of `identity` that have a table each. */
const IDENTITY_PARTS = [
  'identity.issuers[].introspection',
  'identity.issuers[].jwks',
  'identity.certificates',
];
const outbox = new MemoryOutbox({ now: () => 0 });

/** Every table of options, by its id. */
export const OPTION_TABLES: Readonly<Record<string, OptionTable>> = {
  module: { ...MODULE, resolved, without: SECTIONS },
  ...Object.fromEntries(
    SECTIONS.map((below) => [below, { ...MODULE, resolved, below, without: IDENTITY_PARTS }]),
  ),
  introspection: {
    file: 'identity/introspection/introspection.options.ts',
    name: 'IntrospectionOptions',
    resolved: resolveIntrospectionOptions({ endpoint: '', clientId: '' }),
  },
  certificates: {
    file: 'identity/certificates/certificates.options.ts',
    name: 'CertificateOptions',
    resolved: resolveCertificateOptions({ caFiles: [], listener: { port: 0, certFile: '', keyFile: '' } }),
  },
  'service-token-client': {
    file: 'identity/outgoing/service-token-client.options.ts',
    name: 'ServiceTokenClientOptions',
    resolved: SERVICE_TOKEN_CLIENT_DEFAULTS,
  },
  'embedded-relationships': {
    file: 'authorization/relationships/embedded/embedded-relationships.options.ts',
    name: 'EmbeddedRelationshipsOptions',
    resolved: resolveEmbeddedOptions({ model: 'model' }),
    given: ['model'],
  },
  'sql-tuples': {
    file: 'adapters/postgres/sql-tuples.options.ts',
    name: 'SqlTuplesOptions',
    resolved: resolveSqlTuplesOptions({
      db: { transaction: () => undefined } as unknown as SqlTuplesOptions['db'],
    }),
  },
  openfga: {
    file: 'adapters/openfga/openfga.options.ts',
    name: 'OpenFgaOptions',
    resolved: resolveOpenFgaOptions({ apiUrl: 'https://openfga.example.com', model: 'model' }),
    given: ['model'],
  },
  spicedb: {
    file: 'adapters/spicedb/spicedb.options.ts',
    name: 'SpiceDbOptions',
    resolved: resolveSpiceDbOptions({ endpoint: 'spicedb.example.com:443', token: 'token', model: 'model' }),
    given: ['endpoint', 'token', 'model'],
    without: ['clients'],
  },
  'with-outbox': {
    file: 'authorization/relationships/outbox/with-outbox.options.ts',
    name: 'WithOutboxOptions',
    resolved: resolveWithOutboxOptions({
      engine: embeddedRelationships({ model: 'model' }),
      ledger: outbox,
      outbox,
      model: 'model',
    }),
    given: ['model'],
  },
  'login-protection': {
    file: 'identity/login/login-protection.options.ts',
    name: 'LoginProtectionOptions',
    resolved: LOGIN_PROTECTION_DEFAULTS,
  },
  'redis-state': {
    file: 'adapters/redis/redis-state.options.ts',
    name: 'RedisStateOptions',
    resolved: resolveRedisStateOptions({ url: 'redis://127.0.0.1:6379' }),
  },
  'json-lines-file': { file: 'audit/json-lines-audit-sink.ts', name: 'JsonLinesFileOptions', resolved: {} },
};
