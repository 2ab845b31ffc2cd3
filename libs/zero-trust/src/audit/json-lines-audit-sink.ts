import { Logger } from '@nestjs/common';
import { systemClock, type Clock } from '../kernel/clock.port.js';
import { withDeadline } from '../kernel/deadline.js';
import { AuditFile, type AppendOnlyFile } from './audit-file.js';
import type { AuditEntry } from './audit-entry.js';
import type { AuditRecord } from './audit-record.js';
import type { AuditFollower, AuditSink, FollowedRecords } from './audit-sink.port.js';
import { findRecord } from './find-record.js';
import { RecordFollower } from './follow-records.js';
import { LineBuffer } from './line-buffer.js';

/** Where the JSON lines go. */
export interface JsonLinesFileOptions {
  /** Created if missing, for its owner only. */
  readonly directory: string;
  /** What the file's name begins with. */
  readonly prefix: string;
  /** Records that wait while the disk does not take them; from half of it on, requests are refused. Beyond it they are lost, and counted. @defaultValue 8 MiB */
  readonly maxBufferBytes?: number;
  /** The time, of which files are named. @defaultValue the system's clock */
  readonly clock?: Clock;
}

/** What a {@link JsonLinesAuditSink} is made of. */
export interface JsonLinesAuditSinkParts {
  readonly file: AppendOnlyFile;
  readonly clock: Clock;
  readonly maxBufferBytes: number;
  /** Looks a decision up among what has been written. */
  readonly search: (decisionId: string, signal: AbortSignal) => Promise<AuditRecord | undefined>;
  /** Reads what has been written. */
  readonly follow: (records: FollowedRecords) => AuditFollower;
}

const WRITE_AT_BYTES = 256 * 1024;
const WRITE_AFTER_MS = 50;
const RETRY_AFTER_MS = 1000;
const STALLED_AFTER_MS = 5000;

const logger = new Logger('AuditLog');

/**
 * Audit records as JSON lines in one file per process, `PREFIX-YYYYMMDDTHHMMSS-PID.jsonl`.
 *
 * @example
 * ZeroTrustModule.forRoot({ audit: { sink: jsonLinesFile({ directory: '.data/audit', prefix: 'orders' }) } })
 */
export function jsonLinesFile(options: JsonLinesFileOptions): AuditSink {
  const { directory, prefix, maxBufferBytes = 8 * 1024 * 1024, clock = systemClock } = options;
  const file = new AuditFile({ directory, prefix, startedAt: clock.now() });
  return new JsonLinesAuditSink({
    file,
    clock,
    maxBufferBytes,
    search: (decisionId, signal) => findRecord({ directory, prefix, decisionId, signal }),
    follow: (records) => new RecordFollower({ directory, prefix, ...records }),
  });
}

/**
 * Collects lines and writes them together: after 50 ms, or at 256 KiB. A write that fails is tried again each second, and
 * until it succeeds the sink reports a fault; the lines wait, up to the bound.
 */
export class JsonLinesAuditSink implements AuditSink {
  readonly #lines: LineBuffer;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;
  #writingSince = 0;
  #failure: string | undefined;
  #isClosed = false;
  #lost = 0;

  constructor(private readonly parts: JsonLinesAuditSinkParts) {
    this.#lines = new LineBuffer(parts.maxBufferBytes);
  }

  write({ line }: AuditEntry): void {
    if (this.#isClosed || !this.#lines.push(line)) {
      this.#lost += 1;
      if (this.#isClosed) this.#reportLost();
      return;
    }
    this.#writeSoon();
  }

  /** Half of the buffer is kept for the records of requests that are under way, or refused, when the fault arises. */
  fault(): string | undefined {
    if (this.#isClosed) return 'the audit log is closed';
    if (this.#failure === undefined) this.#open();
    if (this.#failure !== undefined) return this.#failure;
    if (this.#lines.bytes > this.parts.maxBufferBytes / 2) return 'too many audit records wait to be written';
    const isStalled =
      this.#writing !== undefined && this.parts.clock.now() - this.#writingSince > STALLED_AFTER_MS;
    return isStalled ? `a write to the audit file has taken more than ${STALLED_AFTER_MS} ms` : undefined;
  }

  async find(decisionId: string, signal: AbortSignal): Promise<AuditRecord | undefined> {
    await this.flush();
    return this.parts.search(decisionId, signal);
  }

  follow(records: FollowedRecords): AuditFollower {
    const follower = this.parts.follow(records);
    return {
      get since() {
        return follower.since;
      },
      read: async (take, signal) => {
        await this.flush();
        await follower.read(take, signal);
      },
    };
  }

  async flush(): Promise<void> {
    await withDeadline({ dependency: 'audit file', timeoutMs: STALLED_AFTER_MS }, async (signal) => {
      while (this.#lines.bytes > 0 && !signal.aborted) {
        await this.#startWriting();
        if (this.#failure !== undefined) throw new Error(`records were not written: ${this.#failure}`);
      }
    });
  }

  async close(): Promise<void> {
    try {
      await this.flush();
    } finally {
      this.#isClosed = true;
      this.#cancelTimer();
      this.parts.file.close();
    }
  }

  #writeSoon(): void {
    // A write under way, or one to be tried again, takes along what has come since.
    if (this.#writing !== undefined || this.#failure !== undefined || this.#lines.bytes === 0) return;
    if (this.#isClosed) return;
    if (this.#lines.bytes >= WRITE_AT_BYTES) void this.#startWriting();
    else this.#writeAfter(WRITE_AFTER_MS);
  }

  #writeAfter(delayMs: number): void {
    if (this.#isClosed) return;
    // Records must not keep a process alive that is done; close() writes what is left.
    this.#timer ??= setTimeout(() => void this.#startWriting(), delayMs).unref();
  }

  #startWriting(): Promise<void> {
    this.#cancelTimer();
    this.#writing ??= this.#writeBatch().finally(() => {
      this.#writing = undefined;
      this.#writeSoon();
    });
    return this.#writing;
  }

  /** Never rejects: a failure is kept as the fault. */
  async #writeBatch(): Promise<void> {
    this.#writingSince = this.parts.clock.now();
    try {
      this.parts.file.open();
      while (!this.#lines.confirm(await this.parts.file.append(this.#lines.next())));
      this.#succeed();
    } catch (error) {
      this.#fail(error);
    }
  }

  #open(): void {
    try {
      this.parts.file.open();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    const code = (error as Partial<NodeJS.ErrnoException> | undefined)?.code ?? 'unknown error';
    if (this.#failure === undefined) logger.error(`Requests are refused: the audit file fails (${code}).`);
    this.#failure = `the audit file cannot be written: ${code}`;
    this.#writeAfter(RETRY_AFTER_MS);
  }

  #succeed(): void {
    if (this.#failure !== undefined) logger.log('The audit file can be written again.');
    this.#failure = undefined;
    if (this.#lost > 0) this.#reportLost();
  }

  #reportLost(): void {
    logger.error(`${this.#lost} audit records were lost.`);
    this.#lost = 0;
  }

  #cancelTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
