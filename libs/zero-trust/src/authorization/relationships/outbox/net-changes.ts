import { formatTuple, type Tuple } from '../tuple.js';
import type { OutboxEntry } from './outbox.port.js';

/** What became of one tuple by several changes. */
export interface NetChange {
  readonly op: 'write' | 'delete';
  readonly tuple: Tuple;
  /**
   * Whether the tuple may be there in an older form, with another condition: a copy that is sent along would then stand
   * beside the older one rather than in its place.
   */
  readonly replaces: boolean;
}

/** The last word on each tuple, in the order of the first. */
export function netChanges(entries: readonly OutboxEntry[]): readonly NetChange[] {
  const changes = new Map<string, NetChange>();
  for (const { op, tuple } of entries) {
    const key = formatTuple(tuple);
    const wasDeleted = changes.get(key)?.op === 'delete' || changes.get(key)?.replaces === true;
    changes.set(key, { op, tuple, replaces: op === 'write' && wasDeleted && tuple.condition !== undefined });
  }
  return [...changes.values()];
}
