import { formatTuple, type Tuple } from '../tuple.js';
import type { OutboxEntry } from './outbox.port.js';

/** Entries that can be applied as one change without losing their order. */
export interface Wave {
  readonly entries: readonly OutboxEntry[];
  readonly writes: readonly Tuple[];
  readonly deletes: readonly Tuple[];
}

/**
 * Parts entries into changes that an engine can apply one after another: in order, each tuple at most once in a change,
 * for an engine refuses to write and delete one tuple at the same time. What was committed together stays together as
 * far as the engine takes it as one.
 */
export function planWaves(entries: readonly OutboxEntry[], maxTuples: number): readonly Wave[] {
  const waves: Wave[] = [];
  let rest = entries;
  while (rest.length > 0) {
    const length = waveLength(rest, maxTuples);
    waves.push(toWave(rest.slice(0, length)));
    rest = rest.slice(length);
  }
  return waves;
}

/** Entries of different tuples as one change. */
export function toWave(entries: readonly OutboxEntry[]): Wave {
  return {
    entries,
    writes: entries.filter(({ op }) => op === 'write').map(({ tuple }) => tuple),
    deletes: entries.filter(({ op }) => op === 'delete').map(({ tuple }) => tuple),
  };
}

function waveLength(entries: readonly OutboxEntry[], maxTuples: number): number {
  const seen = new Set<string>();
  const next = entries.findIndex(({ tuple }) => {
    const key = formatTuple(tuple);
    const isFull = seen.has(key) || seen.size === maxTuples;
    seen.add(key);
    return isFull;
  });
  return next === -1 ? entries.length : lastCommit(entries, next);
}

/** The end of the last transaction that is whole before `next`, or `next` if there is none. All of one have one time. */
function lastCommit(entries: readonly OutboxEntry[], next: number): number {
  for (let end = next; end > 0; end -= 1) if (entries[end]?.at !== entries[end - 1]?.at) return end;
  return next;
}
