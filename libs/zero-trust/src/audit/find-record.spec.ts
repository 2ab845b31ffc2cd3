import { randomUUID } from 'node:crypto';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findRecord } from './find-record.js';
import { readRecords } from './read-records.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'audit-'));
});
afterEach(() => rm(directory, { recursive: true }));

const line = (decisionId: string, path = '/'): string => `${JSON.stringify({ decisionId, path })}\n`;

async function write(name: string, ...lines: readonly string[]): Promise<void> {
  await appendFile(join(directory, name), lines.join(''));
}

function find(decisionId: string, signal?: AbortSignal) {
  const search = { directory, prefix: 'orders', decisionId };
  return findRecord(signal === undefined ? search : { ...search, signal });
}

describe('findRecord', () => {
  it('finds a record in any file of the application, and nowhere else', async () => {
    await write('orders-20260131T235959-1.jsonl', line('a'), line('b'));
    await write('orders-20260201T000000-2.jsonl', line('c'));
    await write('orders-archive-20260201T000000-2.jsonl', line('d'));
    await write('auth-20260201T000000-2.jsonl', line('e'));
    const found = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((id) => find(id)));
    expect(found.map((record) => record?.decisionId)).toEqual([
      'a',
      'b',
      'c',
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('finds none where there is no folder yet', async () => {
    await rm(directory, { recursive: true });
    expect(await find('a')).toBeUndefined();
    directory = await mkdtemp(join(tmpdir(), 'audit-'));
  });

  it('finds every line of a file that is longer than what is read at once, whatever the lines are cut into', async () => {
    const ids = Array.from({ length: 9_000 }, () => randomUUID());
    await write('orders-20260131T235959-1.jsonl', ...ids.map((id, at) => line(id, '/x'.repeat(at % 200))));
    const sampled = ids.filter((_, at) => at % 45 === 0);
    const found = await Promise.all(sampled.map((id) => find(id)));
    expect(found.map((record) => record?.decisionId)).toEqual(sampled);
  });

  it('is not taken in by a path that looks like a record, nor by a torn line', async () => {
    await write('orders-20260131T235959-1.jsonl', line('b', '"decisionId":"a"'), '{"decisionId":"c","path":');
    expect([await find('a'), await find('c')]).toEqual([undefined, undefined]);
  });

  it('ends when it is told to', async () => {
    await write('orders-20260131T235959-1.jsonl', line('a'));
    await expect(find('a', AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  });
});

describe('readRecords', () => {
  it('gives every whole record that holds the text', async () => {
    await writeFile(
      join(directory, 'orders-20260131T235959-1.jsonl'),
      `${line('a')}${line('b', '/text')}{"torn`,
    );
    await writeFile(join(directory, 'orders-20260201T000000-2.jsonl'), line('c', '/text'));
    const read = async (text?: string): Promise<readonly string[]> => {
      const ids: string[] = [];
      for await (const { decisionId } of readRecords({ directory, prefix: 'orders' }, text))
        ids.push(decisionId);
      return ids;
    };
    expect(await read()).toEqual(['c', 'a', 'b']);
    expect(await read('/text')).toEqual(['c', 'b']);
  });
});
