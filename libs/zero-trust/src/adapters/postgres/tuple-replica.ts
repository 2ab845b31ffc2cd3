import { RelationshipError } from '../../authorization/relationships/relationship-error.js';
import type { Tuple } from '../../authorization/relationships/tuple.js';
import { TupleIndex } from '../../authorization/relationships/tuples/tuple-index.js';
import { withDeadline } from '../../kernel/deadline.js';
import { readChanges, type ChangeRow, type LogHead } from './change-log.js';
import { loadSnapshot } from './load-snapshot.js';
import type { RelationshipDatabase } from './relationship-database.js';
import { tryRead, UnreadableRows } from './unreadable-rows.js';

const DEPENDENCY = 'relationship tuples';
const CHANGES_PER_PAGE = 1_000;
/** Behind so many changes, reading every tuple again is quicker. */
const MAX_CHANGES = 100_000;
const RELOAD_TIMEOUT_MS = 120_000;

/** Told how many of how many tuples are loaded. */
export type LoadListener = (loaded: number, total: number) => void;

/** What a replica is made of. */
export interface TupleReplicaParts {
  readonly db: RelationshipDatabase;
  readonly index: TupleIndex;
  /** How long one statement may take. */
  readonly timeoutMs: number;
}

/**
 * An index that is brought to a state of the database on demand. Its states are those between two commits: a change of
 * many tuples shows as a whole or not at all.
 */
export class TupleReplica {
  #head: LogHead | undefined;
  #unreadable = new UnreadableRows();

  constructor(private readonly parts: TupleReplicaParts) {}

  /** The last change that the index holds; -1 before the first load. */
  get seq(): number {
    return this.#head?.seq ?? -1;
  }

  /** What is wrong with a stored row that is no tuple: the index lacks what it was to say. */
  get unreadable(): string | undefined {
    return this.#unreadable.reason;
  }

  /** Reads every tuple; until that has succeeded the index stays as it is. */
  async load(signal: AbortSignal, onLoaded?: LoadListener): Promise<void> {
    const { db, index } = this.parts;
    const fresh = new TupleIndex();
    const unreadable = new UnreadableRows();
    let loaded = 0;
    const head = await loadSnapshot({
      db,
      signal,
      onPage: (rows, total) => {
        for (const row of rows) {
          const tuple = unreadable.read(row);
          if (tuple !== undefined) fresh.put(tuple);
        }
        loaded += rows.length;
        onLoaded?.(loaded, total);
      },
    });
    signal.throwIfAborted();
    index.adopt(fresh);
    this.#unreadable = unreadable;
    this.#head = head;
  }

  /**
   * Applies what was committed since, or loads everything where the log does not tell. Never to be called again before
   * it has settled.
   */
  async advance(): Promise<void> {
    const changes = await this.#newChanges();
    const edits = changes && readAll(changes.rows);
    if (changes === undefined || edits === undefined) {
      const deadline = { dependency: DEPENDENCY, timeoutMs: RELOAD_TIMEOUT_MS };
      return withDeadline(deadline, (signal) => this.load(signal));
    }
    this.#apply(edits);
    this.#head = changes.head;
  }

  /** Everything behind the index's state, or nothing where the log cannot say. */
  async #newChanges(): Promise<NewChanges | undefined> {
    const rows: ChangeRow[] = [];
    for (;;) {
      const after = rows.at(-1)?.seq ?? this.seq;
      const { head, changes, hasMore } = await this.#readPage(after);
      if (this.#hasLost(head, after) || rows.length >= MAX_CHANGES) return undefined;
      for (const change of changes) rows.push(change);
      if (!hasMore) return { head, rows };
    }
  }

  #readPage(after: number): ReturnType<typeof readChanges> {
    const { db, timeoutMs } = this.parts;
    const request = { after, limit: CHANGES_PER_PAGE };
    return withDeadline({ dependency: DEPENDENCY, timeoutMs }, () => readChanges(db, request));
  }

  /** Whether the log begins after what is needed, or is that of another database, or of this one put back. */
  #hasLost({ epoch, trimmedTo, seq }: LogHead, after: number): boolean {
    return epoch !== this.#head?.epoch || trimmedTo > after || seq < after;
  }

  #apply(edits: readonly Edit[]): void {
    for (const { change, tuple } of edits) {
      if (tuple === undefined) this.#unreadable.forget(change);
      else if (change.op === 'write') this.parts.index.put(tuple);
      else this.parts.index.remove(tuple);
    }
  }
}

/** All are read before the first is applied. @returns nothing when somebody wrote what is no tuple: the rows tell then */
function readAll(changes: readonly ChangeRow[]): readonly Edit[] | undefined {
  const edits: Edit[] = [];
  for (const change of changes) {
    const tuple = tryRead(change);
    if (!(tuple instanceof RelationshipError)) edits.push({ change, tuple });
    else if (change.op === 'write') return undefined;
    else edits.push({ change, tuple: undefined });
  }
  return edits;
}

interface Edit {
  readonly change: ChangeRow;
  /** Nothing where a row is deleted that was none. */
  readonly tuple: Tuple | undefined;
}

interface NewChanges {
  readonly head: LogHead;
  readonly rows: readonly ChangeRow[];
}
