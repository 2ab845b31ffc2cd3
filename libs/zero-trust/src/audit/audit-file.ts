import { closeSync, mkdirSync, openSync, write } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const writeBytes = promisify(write);

/** A file that is only ever appended to. */
export interface AppendOnlyFile {
  /** Opens it, if it is not open. @throws Error if that fails */
  open(): void;
  /** Appends what it can. @returns how many bytes it took */
  append(bytes: Uint8Array): Promise<number>;
  close(): void;
}

/** Where the file lies. */
export interface AuditFileLocation {
  readonly directory: string;
  readonly prefix: string;
  /** Epoch milliseconds; part of the name. */
  readonly startedAt: number;
}

/** One file per process, `audit-20260131T235959-4711.jsonl`, readable by its owner only, like its directory. */
export class AuditFile implements AppendOnlyFile {
  #descriptor: number | undefined;

  constructor(private readonly location: AuditFileLocation) {}

  open(): void {
    if (this.#descriptor !== undefined) return;
    const { directory, prefix, startedAt } = this.location;
    const started = new Date(startedAt).toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    this.#descriptor = openSync(join(directory, `${prefix}-${started}-${process.pid}.jsonl`), 'a', 0o600);
  }

  async append(bytes: Uint8Array): Promise<number> {
    if (this.#descriptor === undefined) throw new Error('the audit file is not open');
    const { bytesWritten } = await writeBytes(this.#descriptor, bytes);
    return bytesWritten;
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}
