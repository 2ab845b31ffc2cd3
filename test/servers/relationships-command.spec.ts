import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createOutboxTables, sqlOutbox } from 'nestjs-zero-trust/postgres';
import { openfga } from 'nestjs-zero-trust/openfga';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTuples } from '../e2e/relationships/open-tuple-database.js';
import { createEmptyDatabase, type EmptyDatabase } from './support/empty-database.js';
import { serverUrl } from './openfga/live-server.js';

const MAIN = join(import.meta.dirname, '../../libs/zero-trust/dist/commands/relationships/main.js');
const MODEL = `model
  schema 1.1
type user
type organization
  relations
    define member: [user]
type order
  relations
    define organization: [organization]
    define viewer: member from organization
`;

let folder: string;
let apiUrl: string;
let store: string;
let database: EmptyDatabase;

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function relationships(...args: readonly string[]): Promise<Outcome> {
  const run = promisify(execFile)(process.execPath, [MAIN, ...args, '--model', 'model.fga'], {
    cwd: folder,
    timeout: 30_000,
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  return run.then(
    ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      code: error.code,
      out: error.stdout,
      err: error.stderr,
    }),
  );
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'relationships-servers-'));
  writeFileSync(join(folder, 'model.fga'), MODEL);
  const tuples = Array.from({ length: 250 }, (_, index) => `order:${index}#organization@organization:acme`);
  writeFileSync(join(folder, 'tuples.txt'), ['organization:acme#member@user:bob', ...tuples].join('\n'));
  apiUrl = serverUrl('OPENFGA_URL');
  store = `command-${randomUUID()}`;
  database = await createEmptyDatabase();
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await database[Symbol.asyncDispose]();
});

describe('relationships on an OpenFGA server', () => {
  const target = (): readonly string[] => ['--openfga', apiUrl, '--store', store];

  it('makes no store and no model by itself', async () => {
    const { code, err } = await relationships('check', 'user:bob', 'viewer', 'order:1', ...target());
    expect([code, err]).toEqual([2, expect.stringContaining('has no store named')]);
  });

  it('imports, again without harm, asks, lists and exports', async () => {
    await openfga({ apiUrl, storeName: store, model: MODEL }).create();
    for (const _time of [1, 2])
      expect(await relationships('import', 'tuples.txt', ...target())).toMatchObject({
        code: 0,
        out: 'imported 251 tuples\n',
      });
    expect((await relationships('check', 'user:bob', 'viewer', 'order:7', ...target())).out).toBe(
      'granted\n',
    );
    expect((await relationships('check', 'user:eve', 'viewer', 'order:7', ...target())).code).toBe(1);
    const { out } = await relationships('list-objects', 'user:bob', 'viewer', 'order', ...target());
    expect(out.trim().split('\n')).toHaveLength(250);
    expect((await relationships('list-users', 'order:7', 'viewer', ...target())).out).toBe('user:bob\n');
    expect((await relationships('explain', 'user:bob', 'viewer', 'order:7', ...target())).out).toMatch(
      /granted\n$/,
    );
    expect((await relationships('export', ...target())).out.trim().split('\n')).toHaveLength(251);
  });
});

describe('relationships on a PostgreSQL database', () => {
  it('imports, asks, lists and exports', async () => {
    const opened = await openTuples({ databaseUrl: database.url });
    await opened.close();
    const target = ['--database', database.url, '--schema', 'tuples'];
    expect((await relationships('import', 'tuples.txt', ...target)).out).toBe('imported 251 tuples\n');
    expect((await relationships('check', 'user:bob', 'viewer', 'order:7', ...target)).out).toBe('granted\n');
    expect((await relationships('export', ...target)).out.trim().split('\n')).toHaveLength(251);
  });

  it('says that the tables are missing', async () => {
    await using empty = await createEmptyDatabase();
    const { code, err } = await relationships(
      'check',
      'user:bob',
      'viewer',
      'order:7',
      '--database',
      empty.url,
    );
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(/^The database has no tables of relationships there: .*--schema/),
    ]);
  });
});

describe('relationships reconcile', () => {
  it('finds what differs, puts it in line on demand, and finds nothing once it is delivered', async () => {
    await using own = await createEmptyDatabase();
    const opened = await openTuples({ databaseUrl: own.url });
    try {
      await createOutboxTables(opened.db);
      const name = `command:${store}`;
      const outbox = sqlOutbox({ db: opened.db, name });
      await outbox.undelivered({ limit: 1 });
      const engineStore = `reconcile-${randomUUID()}`;
      const surplus = ['order:9#organization@organization:old'];
      await openfga({ apiUrl, storeName: engineStore, model: MODEL, tuples: surplus }).create();
      const args = [
        'reconcile',
        '--database',
        own.url,
        '--schema',
        'tuples',
        '--openfga',
        apiUrl,
        '--store',
        engineStore,
        '--outbox',
        name,
      ];
      const found = await relationships(...args);
      expect(found).toMatchObject({ code: 1 });
      expect(found.out).toContain('surplus   order:9#organization@organization:old');
      expect(found.out).toMatch(/0 compared, 1 different, 0 put in line to be mended\n$/);
      const mended = await relationships(...args, '--repair');
      expect(mended).toMatchObject({ code: 0 });
      expect(mended.out).toMatch(/1 different, 1 put in line to be mended\n$/);
      // Now it is on its way, so that it is no difference any more.
      expect((await relationships(...args)).out).toBe(
        '0 compared, 0 different, 0 put in line to be mended\n',
      );
    } finally {
      await opened.close();
    }
  });
});
