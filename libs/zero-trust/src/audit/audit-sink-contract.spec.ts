import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { auditSinkContract, type AuditSinkUnderTest } from '../testing/audit-sink.contract.js';
import type { AuditRecord } from './audit-record.js';
import { jsonLinesFile } from './json-lines-audit-sink.js';
import { memoryAuditSink } from './memory-audit-sink.js';

const testApi = { describe, it, expect };
const folders: string[] = [];

afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

auditSinkContract({
  name: 'memoryAuditSink',
  createSink: async () => {
    const sink = memoryAuditSink();
    return {
      sink,
      kept: async () => [...sink.records],
      breakDown: async () => sink.fail('disk full'),
    };
  },
  testApi,
});

auditSinkContract({ name: 'jsonLinesFile', createSink: createFileSink, testApi });

async function createFileSink(): Promise<AuditSinkUnderTest> {
  const parent = await mkdtemp(join(tmpdir(), 'audit-contract-'));
  folders.push(parent);
  const directory = join(parent, 'audit');
  return {
    sink: jsonLinesFile({ directory, prefix: 'audit' }),
    kept: () => recordsIn(directory),
    // A file where the folder should be.
    breakDown: () => writeFile(directory, ''),
  };
}

async function recordsIn(directory: string): Promise<readonly AuditRecord[]> {
  const names = (await readdir(directory)).toSorted();
  const texts = await Promise.all(names.map((name) => readFile(join(directory, name), 'utf8')));
  const lines = texts.flatMap((text) => text.split('\n')).filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as AuditRecord);
}
