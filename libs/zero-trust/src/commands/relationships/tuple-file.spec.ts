import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from './run-command.js';
import { readTupleFile } from './tuple-file.js';

const TUPLE = { subject: 'user:eve', relation: 'viewer', object: 'order:1' };

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuple-file-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

async function read(path: string): Promise<readonly unknown[]> {
  const tuples: unknown[] = [];
  for await (const tuple of readTupleFile(path)) tuples.push(tuple);
  return tuples;
}

describe('a file of tuples', () => {
  it.each([
    ['a misspelt condition', { ...TUPLE, conditon: { name: 'in_hours' } }, "'conditon'"],
    ['a misspelt context', { ...TUPLE, condition: { name: 'in_hours', contxt: {} } }, "'contxt'"],
    ['two subjects', { ...TUPLE, user: 'user:bob' }, "'user'"],
  ])('is refused with %s, at its place', async (_what, tuple, named) => {
    const lines = await file('wrong.jsonl', `${JSON.stringify(TUPLE)}\n${JSON.stringify(tuple)}\n`);
    const list = await file('wrong.yaml', JSON.stringify({ tuples: [TUPLE, tuple] }));
    await expect(read(lines)).rejects.toThrow(`wrong.jsonl:2: there is no ${named} here`);
    await expect(read(list)).rejects.toThrow(`wrong.yaml: tuple 2: there is no ${named} here`);
  });

  it('is written for its owner alone', async () => {
    const model = await file(
      'm.fga',
      'model\n  schema 1.1\ntype user\ntype order\n  relations\n    define viewer: [user]\n',
    );
    const tuples = await file('t.jsonl', JSON.stringify(TUPLE));
    const out = join(folder, 'out.jsonl');
    const output = { print: () => undefined, progress: () => undefined };
    const args = ['export', '--model', model, '--tuples', tuples, '--out', out];
    expect(await runCommand(args, { output, defaults: undefined })).toBe(0);
    expect(JSON.parse(await readFile(out, 'utf8'))).toEqual(TUPLE);
    expect((await stat(out)).mode & 0o777).toBe(0o600);
  });
});
