import type { StandingPage, StandingWrite } from './standing-store.port.js';
import { StandingTable } from './standing-table.js';

/** Where loading goes on from. */
export interface StandingLoad {
  readonly table: StandingTable;
  /** Up to where the table knows the store; `undefined`: load everything anew. */
  readonly cursor: string | undefined;
  readonly read: (cursor: string | undefined) => Promise<StandingPage>;
  /** Milliseconds that no change of the system's time moves. */
  readonly monotonic: () => number;
}

/** What came of it. */
export interface LoadedStanding {
  readonly table: StandingTable;
  readonly cursor: string;
  /** What the store once had and has no longer, ready to be written again. */
  readonly lost: readonly StandingWrite[];
}

/**
 * Reads page by page up to the store's present end. A store that does not know the cursor was emptied, restored from a
 * backup or failed over to a copy that lagged: everything is read anew, and what is missing there is found.
 */
export async function loadStanding({
  table,
  cursor,
  read,
  monotonic,
}: StandingLoad): Promise<LoadedStanding> {
  let current = cursor === undefined ? new StandingTable() : table;
  let at = cursor;
  let page: StandingPage;
  do {
    page = await read(at);
    if (page.isFromStart && at !== undefined) current = new StandingTable();
    for (const change of page.changes) current.apply(change, monotonic());
    at = page.cursor;
  } while (page.hasMore);
  const wasLost = cursor !== undefined && current !== table;
  return { table: current, cursor: at, lost: wasLost ? missing(table, current, monotonic()) : [] };
}

/** The later instant wins: a lock that only one of the two has stays, and so does the later revocation. */
function missing(before: StandingTable, after: StandingTable, now: number): readonly StandingWrite[] {
  return before
    .facts()
    .filter(({ key, value, expiresAt }) => expiresAt > now && value > after.valueOf(key))
    .map(({ key, value, expiresAt }) => ({
      key,
      value,
      ttlMs: Number.isFinite(expiresAt) ? Math.ceil(expiresAt - now) : undefined,
    }));
}
