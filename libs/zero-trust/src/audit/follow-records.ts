import { open, stat, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { systemClock } from '../kernel/clock.port.js';
import { auditFiles, startOf, type AuditFolder } from './audit-folder.js';
import type { AuditRecord } from './audit-record.js';
import type { AuditFollower, FollowedRecords, TakeRecord } from './audit-sink.port.js';

const CHUNK_BYTES = 1024 * 1024;
const LINE_FEED = 0x0a;
/** Each is one more search of everything that was written; beyond, it is faster to look at each line. */
const MAX_SEARCHED_ROUTES = 16;
const ROUTE = Buffer.from('"route":"');
/** Stands behind the route in every line. */
const PATH = Buffer.from(',"path":');

/** Which records of which files. */
export interface FollowedFolder extends AuditFolder, FollowedRecords {}

/**
 * Reads the files of a folder on from where it stopped, whichever process writes them. Lines are searched as bytes, and only those
 * of the routes that are asked for are read as JSON.
 */
export class RecordFollower implements AuditFollower {
  readonly #routes: ReadonlySet<string>;
  /** Up to where each file has been read; `undefined` for one that nobody has written for too long. */
  readonly #positions = new Map<string, number | undefined>();

  constructor(private readonly folder: FollowedFolder) {
    this.#routes = new Set([...folder.routes].map((route) => JSON.stringify(route)));
  }

  get since(): number | undefined {
    const read = [...this.#positions].filter(([, position]) => position !== undefined);
    const starts = read.map(([path]) => startOf(basename(path), this.folder));
    return starts.length === 0 ? undefined : Math.min(...starts);
  }

  async read(take: TakeRecord, signal: AbortSignal): Promise<void> {
    const paths = await auditFiles(this.folder);
    const present = new Set(paths);
    for (const path of this.#positions.keys()) if (!present.has(path)) this.#positions.delete(path);
    const errors: unknown[] = [];
    for (const path of paths) {
      signal.throwIfAborted();
      // A file that cannot be read must not hide what stands in the others.
      await this.#readOn(path, take, signal).catch((error: unknown) => errors.push(error));
    }
    if (errors.length > 0) throw errors[0];
  }

  async #readOn(path: string, take: TakeRecord, signal: AbortSignal): Promise<void> {
    // Of a folder there is nothing to read, and a pipe would be waited for.
    if (!(await stat(path)).isFile()) return;
    const file = await open(path, 'r');
    try {
      const { size, mtimeMs } = await file.stat();
      // The time of a file is the machine's, whatever the clock of the application says.
      const isOld = systemClock.now() - mtimeMs > this.folder.maxAgeMs;
      if (this.#positions.get(path) === undefined) this.#positions.set(path, isOld ? undefined : 0);
      while ((this.#positions.get(path) ?? size) < size) {
        signal.throwIfAborted();
        if (!(await this.#readChunk({ path, file, size }, take))) return;
      }
    } finally {
      await file.close();
    }
  }

  /** @returns whether there is more to read: not of a line whose end has not been written yet */
  async #readChunk({ path, file, size }: OpenFile, take: TakeRecord): Promise<boolean> {
    const start = this.#positions.get(path) ?? size;
    const chunk = await readRange(file, start, Math.min(CHUNK_BYTES, size - start));
    const end = chunk.lastIndexOf(LINE_FEED) + 1;
    this.#takeLines(chunk.subarray(0, end), take);
    // No record is as long as a chunk: what has no end there is none.
    const done = end === 0 && chunk.byteLength === CHUNK_BYTES ? CHUNK_BYTES : end;
    this.#positions.set(path, start + done);
    return done > 0;
  }

  #takeLines(lines: Buffer, take: TakeRecord): void {
    const ranges = this.#routes.size > MAX_SEARCHED_ROUTES ? allLines(lines) : this.#linesNaming(lines);
    for (const { start, end } of ranges) {
      const line = lines.subarray(start, end);
      const record = this.#routes.has(routeOf(line)) ? parse(line) : undefined;
      if (record !== undefined) take(record);
    }
  }

  /** Lines in which one of the routes stands somewhere, in their order. What names none is not looked at line by line. */
  #linesNaming(lines: Buffer): readonly LineRange[] {
    const found = new Map<number, LineRange>();
    for (const route of this.#routes) {
      for (let at = lines.indexOf(route); at !== -1;) {
        const start = lines.lastIndexOf(LINE_FEED, at) + 1;
        const end = lines.indexOf(LINE_FEED, at);
        found.set(start, { start, end });
        at = lines.indexOf(route, end);
      }
    }
    return [...found.values()].toSorted((one, other) => one.start - other.start);
  }
}

function allLines(lines: Buffer): readonly LineRange[] {
  const ranges: LineRange[] = [];
  for (let start = 0; start < lines.byteLength;) {
    const end = lines.indexOf(LINE_FEED, start);
    ranges.push({ start, end });
    start = end + 1;
  }
  return ranges;
}

interface LineRange {
  readonly start: number;
  readonly end: number;
}

interface OpenFile {
  readonly path: string;
  readonly file: FileHandle;
  readonly size: number;
}

async function readRange(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}

/** The route of a line as the JSON text that it is there. */
function routeOf(line: Buffer): string {
  const at = line.lastIndexOf(ROUTE);
  if (at === -1) return '';
  const start = at + ROUTE.byteLength - 1;
  return line.toString('utf8', start, Math.max(start, line.indexOf(PATH, start)));
}

/** A line that a crash has torn is no record. */
function parse(line: Buffer): AuditRecord | undefined {
  try {
    return JSON.parse(line.toString('utf8')) as AuditRecord;
  } catch {
    return undefined;
  }
}
