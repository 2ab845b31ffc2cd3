import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { OPTIONS_SCHEMA } from '../../libs/zero-trust/src/zero-trust.options.schema.js';
import { fillPage, generatedParts } from './reference/fill-page.js';
import { OptionReader, type OptionRow } from './reference/option-rows.js';
import { OPTION_TABLES } from './reference/option-tables.js';
import { codeTables } from './reference/render-codes.js';
import { isData, isLiteral, renderOptions, selectRows, valueAt } from './reference/render-options.js';
import { DOCS } from './support/read-guides.js';

const PAGES = ['options.md', 'errors.md'];

/** The part of a JSON schema that says which properties there are. */
interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

describe('docs/reference', () => {
  let rows: Readonly<Record<string, readonly OptionRow[]>>;
  let parts: Readonly<Record<string, string>>;

  beforeAll(() => {
    const reader = new OptionReader(Object.values(OPTION_TABLES));
    const tables = Object.entries(OPTION_TABLES);
    rows = Object.fromEntries(tables.map(([id, table]) => [id, selectRows(reader.rowsOf(table), table)]));
    const options = tables.map(([id, table]) => [id, renderOptions(rows[id] ?? [], table)] as const);
    parts = { ...Object.fromEntries(options), ...codeTables() };
  });

  it.each(PAGES)('has in %s what the code says; if not, run `npm run docs:reference`', async (name) => {
    const file = join(DOCS, 'reference', name);
    const generated = await fillPage(file, { page: readFileSync(file, 'utf8'), parts });
    await expect(generated).toMatchFileSnapshot(file);
  });

  it('shows every table', () => {
    const shown = PAGES.flatMap((name) =>
      generatedParts(readFileSync(join(DOCS, 'reference', name), 'utf8')),
    );
    expect(shown.toSorted()).toEqual(Object.keys(parts).toSorted());
  });

  it('has every option that the module accepts, and no other', () => {
    const documented = Object.values(OPTION_TABLES)
      .map((table, index) => (table.name === 'ZeroTrustOptions' ? Object.values(rows)[index] : []))
      .flatMap((found) => (found ?? []).map(({ path }) => path));
    const hasOwnTable = (path: string): boolean =>
      /^identity\.(?:certificates|issuers\[\]\.introspection)\./.test(path);
    const accepted = [...pathsOf(OPTIONS_SCHEMA as Schema)].filter((path) => !hasOwnTable(path));
    expect(documented.toSorted()).toEqual(accepted.toSorted());
  });

  it('says what every option is for', () => {
    const silent = Object.values(rows).flatMap((of) => of.filter(({ text }) => text === ''));
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  it('says what every code is answered with', () => {
    expect(parts['denial-codes']).toMatch(/\| 503 +\|/);
    expect(parts['denial-codes']).not.toMatch(/\| +\|/);
  });

  it('has defaults that the code itself tells no otherwise', () => {
    const wrong = Object.entries(OPTION_TABLES).flatMap(([id, { resolved, given = [] }]) =>
      (rows[id] ?? [])
        .filter(({ path, isRequired, isGroup }) => !isRequired && !isGroup && !given.includes(path))
        .filter(({ path, defaultText }) => !agrees(valueAt(resolved, path), defaultText))
        .map(({ path, defaultText }) => `${path}: ${defaultText ?? 'no @defaultValue'}`),
    );
    expect(wrong).toEqual([]);
  });
});

/** Whether what is told of a default is so, as far as it is told as a value: 5,000, `[]`, 'tier'. */
function agrees(value: unknown, told: string | undefined): boolean {
  if (told === undefined || /^none\b/.test(told)) return value === undefined || isEmpty(value);
  if (!isLiteral(told) || !isData(value)) return true;
  const bare = (text: string): string => text.replaceAll(/[`'"\s]|(?<=\d),(?=\d{3})/g, '');
  return bare(told).startsWith(bare(JSON.stringify(value)));
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** Every option by its path, `[]` for the items of a list. */
function* pathsOf({ properties = {} }: Schema, prefix = ''): Generator<string> {
  for (const [name, schema] of Object.entries(properties)) {
    const path = prefix + name;
    yield path;
    yield* pathsOf(schema, `${path}.`);
    if (schema.items !== undefined) yield* pathsOf(schema.items, `${path}[].`);
  }
}
