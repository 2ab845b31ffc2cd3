import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AuditEntry } from './audit-entry.js';
import { jsonLinesFile } from './json-lines-audit-sink.js';

const clock = { now: () => Date.UTC(2026, 0, 31, 23, 59, 59, 999) };

function entry(decisionId: string): AuditEntry {
  return { line: JSON.stringify({ decisionId }) } as AuditEntry;
}

describe('the audit file', () => {
  let home: string;

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'audit-'));
    vi.spyOn(Logger.prototype, 'error').mockReturnValue(undefined);
    vi.spyOn(Logger.prototype, 'log').mockReturnValue(undefined);
  });

  afterEach(() => {
    vi.restoreAllMocks();
    rmSync(home, { recursive: true });
  });

  it('is one per process, named by its start, readable by its owner only, like its directory', async () => {
    const directory = join(home, 'data', 'audit');
    const sink = jsonLinesFile({ directory, prefix: 'orders', clock });
    for (const decisionId of ['a', 'ä\n']) sink.write(entry(decisionId));
    await sink.close();
    const name = `orders-20260131T235959-${process.pid}.jsonl`;
    expect(readdirSync(directory)).toEqual([name]);
    expect(readFileSync(join(directory, name), 'utf8')).toBe('{"decisionId":"a"}\n{"decisionId":"ä\\n"}\n');
    expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
  });

  it('adds to what is there already', async () => {
    for (const decisionId of ['a', 'b']) {
      const sink = jsonLinesFile({ directory: home, prefix: 'orders', clock });
      sink.write(entry(decisionId));
      await sink.close();
    }
    const [name = ''] = readdirSync(home);
    expect(readFileSync(join(home, name), 'utf8')).toBe('{"decisionId":"a"}\n{"decisionId":"b"}\n');
  });

  it('is a fault when its directory cannot be made, and touches nothing before it is asked', async () => {
    const directory = join(home, 'audit');
    const sink = jsonLinesFile({ directory, prefix: 'orders', clock });
    expect(readdirSync(home)).toEqual([]);
    writeFileSync(directory, 'in the way');
    expect(sink.fault()).toBe('the audit file cannot be written: EEXIST');
    rmSync(directory);
    sink.write(entry('a'));
    await sink.flush();
    expect(sink.fault()).toBeUndefined();
    await sink.close();
  });
});
