import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  resolveSqlTuplesOptions,
  type SqlTuplesOptions,
} from '../../libs/zero-trust/src/adapters/postgres/sql-tuples.options.js';
import { resolveEmbeddedOptions } from '../../libs/zero-trust/src/authorization/relationships/embedded/embedded-relationships.options.js';
import { embeddedRelationships } from '../../libs/zero-trust/src/authorization/relationships/embedded/embedded-relationships.js';
import { MemoryOutbox } from '../../libs/zero-trust/src/authorization/relationships/outbox/memory-outbox.js';
import { resolveWithOutboxOptions } from '../../libs/zero-trust/src/authorization/relationships/outbox/with-outbox.options.js';
import { resolveCertificateOptions } from '../../libs/zero-trust/src/identity/certificates/certificates.options.js';
import { resolveIntrospectionOptions } from '../../libs/zero-trust/src/identity/introspection/introspection.options.js';
import { SERVICE_TOKEN_CLIENT_DEFAULTS } from '../../libs/zero-trust/src/identity/outgoing/service-token-client.options.js';
import { resolveOptions } from '../../libs/zero-trust/src/resolve-options.js';
import { OPTIONS_SCHEMA } from '../../libs/zero-trust/src/zero-trust.options.schema.js';
import { tableBelow } from './support/markdown.js';
import { DOCS } from './support/read-guides.js';
import { membersOf } from './support/source-members.js';

const LIBRARY = join(import.meta.dirname, '../../libs/zero-trust/src');
const page = readFileSync(join(DOCS, 'options.md'), 'utf8');

const IN_WORDS = Symbol('told in words');

/** The part of a JSON schema that says which properties there are. */
interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
}

describe('docs/options.md', () => {
  const documented = ['The module', 'Policies', 'Identity', 'Standing', 'Limits', 'Audit'].flatMap(
    (heading) => rowsOf(heading),
  );
  const issuers = [{ issuer: 'https://auth.example.com', audience: 'https://api.example.com' }];
  const resolved = resolveOptions({ identity: { issuers } });

  it('lists every option that the module accepts, and no other', () => {
    expect(documented.map(({ path }) => path).toSorted()).toEqual(
      [...pathsOf(OPTIONS_SCHEMA as Schema)].toSorted(),
    );
  });

  it.each(documented)('says what $path is if it is left out', ({ path, shown }) => {
    const { isRequired, isGroup } = lookUp(path);
    const expected = isGroup ? 'as below' : summarise(valueAt(resolved, path));
    expect(read(shown)).toEqual(isRequired ? 'required' : expected);
  });

  it('lists every option of embeddedRelationships, with its default', () => {
    const rows = rowsOf('`embeddedRelationships`');
    const file = join(LIBRARY, 'authorization/relationships/embedded/embedded-relationships.options.ts');
    expect(rows.map(({ path }) => path)).toEqual(
      membersOf(file, 'EmbeddedRelationshipsOptions').map(({ name }) => name),
    );
    const defaults = resolveEmbeddedOptions({ model: 'model' });
    const settled = rows.filter(({ path }) => path !== 'model');
    expect(settled.map(({ shown }) => read(shown))).toEqual(
      settled.map(({ path }) => summarise(valueAt(defaults, path))),
    );
  });

  it('lists every option of withOutbox, with its default', () => {
    const rows = rowsOf('`withOutbox`');
    const file = join(LIBRARY, 'authorization/relationships/outbox/with-outbox.options.ts');
    expect(rows.map(({ path }) => path)).toEqual(
      membersOf(file, 'WithOutboxOptions').map(({ name }) => name),
    );
    const outbox = new MemoryOutbox({ now: () => 0 });
    const defaults = resolveWithOutboxOptions({
      engine: embeddedRelationships({ model: 'model' }),
      ledger: outbox,
      outbox,
      model: 'model',
    });
    const required = { engine: 'required', ledger: 'required', outbox: 'required' };
    const settled = rows.filter(({ path }) => path !== 'model' && path !== 'modelFile');
    expect(settled.map(({ shown }) => read(shown))).toEqual(
      settled.map(({ path }) => summarise(valueAt({ ...defaults, ...required }, path))),
    );
  });

  it('lists every option of sqlTuples, with its default', () => {
    const rows = rowsOf('`sqlTuples`');
    const file = join(LIBRARY, 'adapters/postgres/sql-tuples.options.ts');
    expect(rows.map(({ path }) => path)).toEqual(membersOf(file, 'SqlTuplesOptions').map(({ name }) => name));
    const db = { transaction: () => undefined } as unknown as SqlTuplesOptions['db'];
    const defaults = { ...resolveSqlTuplesOptions({ db }), db: 'required' };
    expect(rows.map(({ shown }) => read(shown))).toEqual(
      rows.map(({ path }) => summarise(valueAt(defaults, path))),
    );
  });

  it('lists every option of introspection, with its default', () => {
    const required = { endpoint: 'required', clientId: 'required' };
    const rows = rowsOf('`introspection` of an issuer');
    const file = join(LIBRARY, 'identity/introspection/introspection.options.ts');
    expect(rows.map(({ path }) => path)).toEqual(
      membersOf(file, 'IntrospectionOptions').map(({ name }) => name),
    );
    const defaults = { ...resolveIntrospectionOptions({ endpoint: '', clientId: '' }), ...required };
    expect(rows.map(({ shown }) => read(shown))).toEqual(
      rows.map(({ path }) => summarise(valueAt(defaults, path))),
    );
  });

  it('lists every option of certificates, with its default', () => {
    const rows = rowsOf('`certificates`');
    const file = join(LIBRARY, 'identity/certificates/certificates.options.ts');
    expect(rows.map(({ path }) => path)).toEqual(
      membersOf(file, 'CertificateOptions').map(({ name }) => name),
    );
    const defaults = { ...resolveCertificateOptions({ caFiles: [] }), caFiles: 'required' };
    expect(rows.map(({ shown }) => read(shown))).toEqual(
      rows.map(({ path }) => summarise(valueAt(defaults, path))),
    );
  });

  it('lists every option of ServiceTokenClient, with its default', () => {
    const rows = rowsOf('`ServiceTokenClient`');
    const file = join(LIBRARY, 'identity/outgoing/service-token-client.options.ts');
    const members = ['ServiceTokenClientOptions', 'ServiceTarget', 'ServiceCertificateFiles'].flatMap(
      (type, index) =>
        membersOf(file, type).map(({ name }) => `${['', 'targets[].', 'certificate.'][index]}${name}`),
    );
    expect(rows.map(({ path }) => path).toSorted()).toEqual(members.toSorted());
    const defaults: Readonly<Record<string, unknown>> = SERVICE_TOKEN_CLIENT_DEFAULTS;
    const settled = rows.filter(({ path }) => path in defaults);
    expect(settled.map(({ path, shown }) => [path, read(shown)])).toEqual(
      settled.map(({ path }) => [path, defaults[path]]),
    );
    expect(settled).toHaveLength(Object.keys(defaults).length);
  });

  it('lists every option of jsonLinesFile, with its default', () => {
    const members = membersOf(join(LIBRARY, 'audit/json-lines-audit-sink.ts'), 'JsonLinesFileOptions');
    const rows = rowsOf('`jsonLinesFile`');
    expect(rows.map(({ path }) => path)).toEqual(members.map(({ name }) => name));
    const differing = members.filter(
      ({ defaultValue }, index) => (defaultValue ?? rows[index]?.shown) !== rows[index]?.shown,
    );
    expect(differing).toEqual([]);
  });
});

function rowsOf(heading: string): readonly { readonly path: string; readonly shown: string }[] {
  return tableBelow(page, heading).map(([path = '', shown = '']) => ({
    path: path.replaceAll('`', ''),
    shown: /^`(?<value>.+)`$/.exec(shown)?.groups?.['value'] ?? shown,
  }));
}

/** `identity`, `identity.issuers`, `identity.issuers[].issuer`, … */
function pathsOf({ properties = {}, items }: Schema, at = ''): readonly string[] {
  const below = items === undefined ? [] : pathsOf(items, `${at.slice(0, -1)}[].`);
  const own = Object.entries(properties).flatMap(([name, schema]) => [
    `${at}${name}`,
    ...pathsOf(schema, `${at}${name}.`),
  ]);
  return [...own, ...below];
}

function lookUp(path: string): { readonly isRequired: boolean; readonly isGroup: boolean } {
  const steps = stepsOf(path);
  const name = steps.pop() ?? '';
  const holder = steps.reduce<Schema>(
    (schema, step) => (step === '0' ? schema.items : schema.properties?.[step]) ?? {},
    OPTIONS_SCHEMA as Schema,
  );
  return {
    isRequired: holder.required?.includes(name) ?? false,
    isGroup: holder.properties?.[name]?.properties !== undefined,
  };
}

/** `undefined` below a list that is empty by default. */
function valueAt(options: object, path: string): unknown {
  return stepsOf(path).reduce<unknown>(
    (holder, step) => (holder as Readonly<Record<string, unknown>> | undefined)?.[step],
    options,
  );
}

/** `identity.issuers[].issuer` → the steps to the first issuer's. */
function stepsOf(path: string): string[] {
  return path.replaceAll('[]', '.0').split('.');
}

/** What the page says: data as JSON, everything else in words. */
function read(shown: string): unknown {
  if (/^(?:none: |either |a |the )/.test(shown)) return IN_WORDS;
  return ['required', 'as below'].includes(shown) ? shown : JSON.parse(shown);
}

/** What the page should say. What has methods, or depends on other options, is told in words. */
function summarise(value: unknown): unknown {
  return isData(value) ? value : IN_WORDS;
}

function isData(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value !== undefined;
  return Array.isArray(value) || Object.values(value).every((part) => typeof part === 'number');
}
