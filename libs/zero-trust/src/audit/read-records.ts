import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { auditFiles, type AuditFolder } from './audit-folder.js';
import type { AuditRecord } from './audit-record.js';

/**
 * Every record whose line holds `text`, file by file; lines that a crash has torn are left out.
 *
 * @throws Error if a file cannot be read
 */
export async function* readRecords(folder: AuditFolder, text = ''): AsyncGenerator<AuditRecord> {
  for (const path of await auditFiles(folder)) {
    const lines = createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity });
    for await (const line of lines) {
      const record = line.includes(text) ? parse(line) : undefined;
      if (record !== undefined) yield record;
    }
  }
}

function parse(line: string): AuditRecord | undefined {
  try {
    return JSON.parse(line) as AuditRecord;
  } catch {
    return undefined;
  }
}
