import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RecordFollower } from './follow-records.js';

const never = new AbortController().signal;
let directory: string;

const path = (start: string, pid = 1): string => join(directory, `orders-${start}-${pid}.jsonl`);
const line = (id: string, route: string | null = 'GET /v1/orders'): string =>
  `${JSON.stringify({ decisionId: id, route, path: '/v1/orders' })}\n`;

function follow(): { readonly follower: RecordFollower; read(signal?: AbortSignal): Promise<string[]> } {
  const routes = new Set(['GET /v1/orders', 'GET /v1/"odd"/:id']);
  const follower = new RecordFollower({ directory, prefix: 'orders', routes, maxAgeMs: 86_400_000 });
  const read = async (signal = never): Promise<string[]> => {
    const found: string[] = [];
    await follower.read(({ decisionId }) => found.push(decisionId), signal);
    return found;
  };
  return { follower, read };
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'zero-trust-follow-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

describe('RecordFollower', () => {
  it('hands over each record of the routes once, of every file, and goes on where it stopped', async () => {
    const { follower, read } = follow();
    expect([await read(), follower.since]).toEqual([[], undefined]);
    await writeFile(
      path('20270101T000000'),
      line('a') + line('other', 'GET /v2/orders') + line('none', null),
    );
    await writeFile(path('20270102T000000', 2), line('b'));
    expect(await read()).toEqual(['b', 'a']);
    await appendFile(path('20270101T000000'), line('c') + line('d', 'GET /v1/"odd"/:id'));
    expect(await read()).toEqual(['c', 'd']);
    expect(await read()).toEqual([]);
    expect(follower.since).toBe(Date.parse('2027-01-01T00:00:00Z'));
  });

  it('waits for the end of a line that is being written, and leaves a torn one out', async () => {
    const { read } = follow();
    const whole = line('b');
    await writeFile(path('20270101T000000'), line('a') + whole.slice(0, 20));
    expect(await read()).toEqual(['a']);
    await appendFile(
      path('20270101T000000'),
      whole.slice(20) + '{"route":"GET /v1/orders","path":\n' + line('c'),
    );
    expect(await read()).toEqual(['b', 'c']);
  });

  it('reads files of many chunks, whatever a chunk ends in the middle of', async () => {
    const { read } = follow();
    const ids = Array.from({ length: 30_000 }, (_, index) => `id-${index}`);
    await writeFile(path('20270101T000000'), ids.map((id) => line(id)).join(''));
    expect(await read()).toEqual(ids);
  });

  it('is not stopped by what is far too long to be a record', async () => {
    const { read } = follow();
    await writeFile(path('20270101T000000'), `${'x'.repeat(3 * 1024 * 1024)}\n${line('a')}`);
    expect(await read()).toEqual(['a']);
  });

  it('counts nothing twice when a file has been cut or is gone', async () => {
    const { read } = follow();
    await writeFile(path('20270101T000000'), line('a') + line('b'));
    expect(await read()).toEqual(['a', 'b']);
    await truncate(path('20270101T000000'), 10);
    expect(await read()).toEqual([]);
    await rm(path('20270101T000000'));
    expect(await read()).toEqual([]);
  });

  it('leaves out a file that nobody has written for too long, until somebody does', async () => {
    const { follower, read } = follow();
    const longAgo = new Date(Date.now() - 86_400_001);
    await writeFile(path('20270101T000000'), line('a'));
    await utimes(path('20270101T000000'), longAgo, longAgo);
    expect([await read(), follower.since]).toEqual([[], undefined]);
    await appendFile(path('20270101T000000'), line('b'));
    expect(await read()).toEqual(['a', 'b']);
  });

  it('reads the other files, each record once, while one of them cannot be read, and says so', async () => {
    const { follower, read } = follow();
    const found: string[] = [];
    const readAll = (): Promise<void> => follower.read(({ decisionId }) => found.push(decisionId), never);
    const broken = path('20270102T000000');
    await symlink(join(directory, 'nowhere'), broken);
    await writeFile(path('20270101T000000'), line('a'));
    await writeFile(path('20270103T000000'), line('b'));
    await expect(readAll()).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(readAll()).rejects.toMatchObject({ code: 'ENOENT' });
    expect(found).toEqual(['b', 'a']);
    await rm(broken);
    expect(await read()).toEqual([]);
  });

  it('passes over a folder and a pipe that are called as a file of the log', async () => {
    const { read } = follow();
    await mkdir(path('20270103T000000'));
    execFileSync('mkfifo', [path('20270102T000000')]);
    await writeFile(path('20270101T000000'), line('a'));
    expect(await read()).toEqual(['a']);
  });

  it('ends when it is told to, and goes on from there', async () => {
    const { read } = follow();
    await writeFile(path('20270101T000000'), line('a'));
    await expect(read(AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
    expect(await read()).toEqual(['a']);
  });

  it('hands over no record in which a route only stands somewhere', async () => {
    const { read } = follow();
    const elsewhere = (route: string): string =>
      `${JSON.stringify({ reason: 'not "GET /v1/orders"', decisionId: 'elsewhere', route, path: '/' })}\n`;
    const records = [elsewhere('GET /v1/orders/:id'), line('a'), elsewhere('GET /v2'), line('b')];
    await writeFile(path('20270101T000000'), records.join(''));
    expect(await read()).toEqual(['a', 'b']);
  });
});
