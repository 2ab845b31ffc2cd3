import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AppendOnlyFile } from './audit-file.js';
import type { AuditEntry } from './audit-entry.js';
import { JsonLinesAuditSink } from './json-lines-audit-sink.js';

const clock = { now: () => Date.now() };

function record(decisionId: string): AuditEntry {
  return { line: JSON.stringify({ decisionId }) } as AuditEntry;
}

function lines(...decisionIds: string[]): string {
  return decisionIds.map((decisionId) => `${JSON.stringify({ decisionId })}\n`).join('');
}

/** A disk that can be full, slow, missing or take only part of a write. */
class FakeFile implements AppendOnlyFile {
  content = '';
  writes = 0;
  isClosed = false;
  failure: string | undefined;
  openFailure: string | undefined;
  takes = Number.POSITIVE_INFINITY;
  hangs = false;

  open(): void {
    if (this.openFailure !== undefined) throw Object.assign(new Error('open'), { code: this.openFailure });
  }

  async append(bytes: Uint8Array): Promise<number> {
    if (this.hangs) await new Promise(() => undefined);
    if (this.failure !== undefined) throw Object.assign(new Error('write'), { code: this.failure });
    const taken = bytes.subarray(0, this.takes);
    this.content += Buffer.from(taken).toString();
    this.writes += taken.byteLength === 0 ? 0 : 1;
    return Promise.resolve(taken.byteLength);
  }

  close(): void {
    this.isClosed = true;
  }
}

function setUp(maxBufferBytes = 1024 * 1024) {
  const file = new FakeFile();
  return {
    file,
    sink: new JsonLinesAuditSink({
      file,
      clock,
      maxBufferBytes,
      search: async () => undefined,
      follow: () => ({ since: undefined, read: async () => undefined }),
    }),
  };
}

describe('the JSON-lines audit sink', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.spyOn(Logger.prototype, 'error').mockReturnValue(undefined);
    vi.spyOn(Logger.prototype, 'log').mockReturnValue(undefined);
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it('writes what comes within 50 ms at once, in order, a line each', async () => {
    const { file, sink } = setUp();
    sink.write(record('a'));
    sink.write(record('b'));
    await vi.advanceTimersByTimeAsync(49);
    expect(file.content).toBe('');
    await vi.advanceTimersByTimeAsync(1);
    expect(file.content).toBe(lines('a', 'b'));
    expect(file.writes).toBe(1);
  });

  it('writes at once what reaches 256 KiB', async () => {
    const { file, sink } = setUp();
    sink.write(record('x'.repeat(256 * 1024)));
    await vi.advanceTimersByTimeAsync(0);
    expect(file.content).toHaveLength(256 * 1024 + lines('').length);
  });

  it('has no timer while there is nothing to write', async () => {
    const { sink } = setUp();
    expect(sink.fault()).toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
    sink.write(record('a'));
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(50);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('tears no line when the disk takes a part and then fails: it goes on in the middle', async () => {
    const { file, sink } = setUp();
    file.takes = 5;
    sink.write(record('a'));
    sink.write(record('b'));
    const append = file.append.bind(file);
    vi.spyOn(file, 'append')
      .mockImplementationOnce(append)
      .mockRejectedValueOnce(Object.assign(new Error('full'), { code: 'ENOSPC' }));
    await vi.advanceTimersByTimeAsync(50);
    expect(file.content).toBe(lines('a', 'b').slice(0, 5));
    expect(sink.fault()).toBe('the audit file cannot be written: ENOSPC');
    sink.write(record('c'));
    await vi.advanceTimersByTimeAsync(1100);
    expect(file.content).toBe(lines('a', 'b', 'c'));
  });

  it('reports a fault while the disk fails, tries again each second, and loses nothing', async () => {
    const { file, sink } = setUp();
    file.failure = 'ENOSPC';
    sink.write(record('a'));
    await vi.advanceTimersByTimeAsync(50);
    expect(sink.fault()).toBe('the audit file cannot be written: ENOSPC');
    sink.write(record('b'));
    await vi.advanceTimersByTimeAsync(3000);
    expect(sink.fault()).toBe('the audit file cannot be written: ENOSPC');
    file.failure = undefined;
    await vi.advanceTimersByTimeAsync(1000);
    expect(sink.fault()).toBeUndefined();
    await vi.advanceTimersByTimeAsync(50);
    expect(file.content).toBe(lines('a', 'b'));
    expect(vi.getTimerCount()).toBe(0);
  });

  it('reports a fault before the first request if the file cannot be opened, until it can', async () => {
    const { file, sink } = setUp();
    file.openFailure = 'EACCES';
    expect(sink.fault()).toBe('the audit file cannot be written: EACCES');
    file.openFailure = undefined;
    await vi.advanceTimersByTimeAsync(1000);
    expect(sink.fault()).toBeUndefined();
  });

  it('reports a fault while a write hangs', async () => {
    const { file, sink } = setUp();
    file.hangs = true;
    sink.write(record('a'));
    await vi.advanceTimersByTimeAsync(50 + 5000);
    expect(sink.fault()).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    expect(sink.fault()).toBe('a write to the audit file has taken more than 5000 ms');
  });

  it('reports a fault when half of the buffer waits, keeps the rest for what is under way, and drops whole lines', async () => {
    const { file, sink } = setUp(lines('a', 'b', 'c', 'd').length);
    for (const id of ['a', 'b']) sink.write(record(id));
    expect(sink.fault()).toBeUndefined();
    sink.write(record('c'));
    expect(sink.fault()).toBe('too many audit records wait to be written');
    for (const id of ['d', 'e']) sink.write(record(id));
    await vi.advanceTimersByTimeAsync(50);
    expect(file.content).toBe(lines('a', 'b', 'c', 'd'));
    expect(Logger.prototype.error).toHaveBeenCalledWith('1 audit records were lost.');
    expect(sink.fault()).toBeUndefined();
  });

  it('writes everything when it is flushed, without waiting', async () => {
    const { file, sink } = setUp();
    sink.write(record('a'));
    await sink.flush();
    expect(file.content).toBe(lines('a'));
    expect(vi.getTimerCount()).toBe(0);
  });

  it('says so when a flush cannot keep what it was given', async () => {
    const { file, sink } = setUp();
    file.failure = 'EIO';
    sink.write(record('a'));
    await expect(sink.flush()).rejects.toThrow(
      'records were not written: the audit file cannot be written: EIO',
    );
  });

  it('does not let a hanging disk hold up the shutdown', async () => {
    const { file, sink } = setUp();
    file.hangs = true;
    sink.write(record('a'));
    const closing = sink.close().catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(5001);
    expect(String(await closing)).toMatch(/no answer within 5000 ms/);
    expect(file.isClosed).toBe(true);
  });

  it('leaves no timer behind when it is closed on a failing disk, before or during a write', async () => {
    const { file, sink } = setUp();
    file.failure = 'EIO';
    sink.write(record('a'));
    await expect(sink.close()).rejects.toThrow('EIO');
    expect(vi.getTimerCount()).toBe(0);
    const late = setUp();
    const slow = Promise.withResolvers<number>();
    vi.spyOn(late.file, 'append').mockReturnValueOnce(slow.promise);
    late.sink.write(record('a'));
    const closing = late.sink.close().catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(5001);
    await closing;
    slow.reject(new Error('too late'));
    await vi.advanceTimersByTimeAsync(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('starts no write once closed, however much was waiting', async () => {
    const { file, sink } = setUp();
    const slow = Promise.withResolvers<number>();
    const append = vi.spyOn(file, 'append').mockReturnValueOnce(slow.promise);
    sink.write(record('a'));
    const closing = sink.close().catch((error: unknown) => error);
    sink.write(record('x'.repeat(256 * 1024)));
    await vi.advanceTimersByTimeAsync(5001);
    await closing;
    slow.resolve(lines('a').length);
    await vi.advanceTimersByTimeAsync(0);
    expect(append).toHaveBeenCalledTimes(1);
  });

  it('takes nothing any more once closed, and says so', async () => {
    const { file, sink } = setUp();
    sink.write(record('a'));
    await sink.close();
    sink.write(record('b'));
    await vi.advanceTimersByTimeAsync(5001);
    expect(file.content).toBe(lines('a'));
    expect(file.isClosed).toBe(true);
    expect(sink.fault()).toBe('the audit log is closed');
    expect(Logger.prototype.error).toHaveBeenCalledWith('1 audit records were lost.');
  });
});
