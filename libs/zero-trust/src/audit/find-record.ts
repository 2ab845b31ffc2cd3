import { open, type FileHandle } from 'node:fs/promises';
import { auditFiles, type AuditFolder } from './audit-folder.js';
import type { AuditRecord } from './audit-record.js';

const CHUNK_BYTES = 1024 * 1024;
/** Far above the longest line that is ever written. */
const MAX_LINE_BYTES = 256 * 1024;
const LINE_FEED = 0x0a;

/** A decision, and where its record may be. */
export interface RecordSearch extends AuditFolder {
  readonly decisionId: string;
  /** Ends the search, which may go through many gigabytes. */
  readonly signal?: AbortSignal;
}

/**
 * Looks for a decision's record from the newest line backwards. Files are searched as bytes, and only the line that is found is
 * read as JSON.
 *
 * @throws the signal's reason if it ended the search, or an Error if a file cannot be read
 */
export async function findRecord(search: RecordSearch): Promise<AuditRecord | undefined> {
  for (const path of await auditFiles(search)) {
    const record = await findInFile(path, search);
    if (record !== undefined) return record;
  }
  return undefined;
}

async function findInFile(
  path: string,
  { decisionId, signal }: RecordSearch,
): Promise<AuditRecord | undefined> {
  // Within texts of a record quotation marks are escaped: only its own member reads like this.
  const needle = Buffer.from(`"decisionId":${JSON.stringify(decisionId)}`);
  const file = await open(path, 'r');
  try {
    for (let end = (await file.stat()).size; end > 0; end -= CHUNK_BYTES) {
      signal?.throwIfAborted();
      const start = Math.max(0, end - CHUNK_BYTES);
      const chunk = await readRange(file, { start, end: end + needle.byteLength });
      const at = chunk.indexOf(needle);
      const record = at === -1 ? undefined : parseRecord(await lineAround(file, start + at), decisionId);
      if (record !== undefined) return record;
    }
    return undefined;
  } finally {
    await file.close();
  }
}

interface Range {
  readonly start: number;
  readonly end: number;
}

async function readRange(file: FileHandle, { start, end }: Range): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(end - start);
  const { bytesRead } = await file.read(buffer, 0, buffer.byteLength, start);
  return buffer.subarray(0, bytesRead);
}

async function lineAround(file: FileHandle, position: number): Promise<string> {
  const start = Math.max(0, position - MAX_LINE_BYTES);
  const bytes = await readRange(file, { start, end: position + MAX_LINE_BYTES });
  const from = bytes.lastIndexOf(LINE_FEED, position - start) + 1;
  const to = bytes.indexOf(LINE_FEED, position - start);
  return bytes.toString('utf8', from, to === -1 ? bytes.byteLength : to);
}

/** A line that a crash has torn is no record. */
function parseRecord(line: string, decisionId: string): AuditRecord | undefined {
  try {
    const record = JSON.parse(line) as AuditRecord;
    return record.decisionId === decisionId ? record : undefined;
  } catch {
    return undefined;
  }
}
