import { Clock } from '../../../kernel/clock.port.js';
import { parseObject } from '../names.js';
import type { TupleChange, TupleFilter, WriteOptions, WriteResult } from '../relationship-engine.port.js';
import { RelationshipError } from '../relationship-error.js';
import { formatTuple, type Tuple } from '../tuple.js';
import {
  OutboxClaimLostError,
  type Outbox,
  type OutboxClaim,
  type OutboxClaimRequest,
  type OutboxEntry,
  type OutboxLag,
  type OutboxSettlement,
  type EntryFilter,
  type Undelivered,
  type UndeliveredRequest,
} from './outbox.port.js';
import type { TupleLedger } from './tuple-ledger.port.js';

/** Tuples and their outbox in one process, for tests and for engines that may forget with it. */
export class MemoryOutbox implements Outbox, TupleLedger {
  readonly #tuples = new Map<string, Tuple>();
  readonly #entries: OutboxEntry[] = [];
  readonly #parked = new Map<number, OutboxEntry>();
  #position = 0;
  #claim: (OutboxClaim & { readonly expiresAt: number }) | undefined;

  constructor(private readonly clock: Clock) {}

  undelivered({ limit, about }: UndeliveredRequest): Undelivered {
    const isAbout = (entry: OutboxEntry): boolean => about === undefined || isNamed(entry, about);
    const parked = [...this.#parked.values()].filter(isAbout).toSorted((one, other) => one.seq - other.seq);
    const fresh = this.#entries.slice(this.#position).filter(isAbout);
    return {
      parked: parked.slice(0, limit),
      fresh: fresh.slice(0, limit),
      hasMore: parked.length > limit || fresh.length > limit,
    };
  }

  claim({ holder, leaseMs }: OutboxClaimRequest): OutboxClaim | undefined {
    const now = this.clock.now();
    const held = this.#claim;
    if (held !== undefined && held.holder !== holder && held.expiresAt > now) return undefined;
    const fence = held?.holder === holder ? held.fence : (held?.fence ?? 0) + 1;
    this.#claim = { holder, fence, expiresAt: now + leaseMs };
    return { holder, fence };
  }

  release(claim: OutboxClaim): void {
    if (this.#claim?.fence === claim.fence) this.#claim = { ...this.#claim, expiresAt: 0 };
  }

  settle(claim: OutboxClaim, { position, park = [], unpark = [] }: OutboxSettlement): void {
    if (this.#claim?.fence !== claim.fence) throw new OutboxClaimLostError();
    for (const entry of park) this.#parked.set(entry.seq, entry);
    for (const { seq } of unpark) this.#parked.delete(seq);
    this.#position = Math.max(this.#position, position ?? 0);
  }

  touch(tuples: readonly Tuple[]): void {
    for (const tuple of tuples) {
      const stored = this.#tuples.get(formatTuple(tuple));
      this.#append(stored === undefined ? 'delete' : 'write', stored ?? tuple);
    }
  }

  lag(): OutboxLag {
    const waiting = [...this.#parked.values(), ...this.#entries.slice(this.#position)];
    const oldest = Math.min(this.clock.now(), ...waiting.map(({ at }) => at));
    return {
      entries: waiting.length,
      parked: this.#parked.size,
      oldestSeconds: (this.clock.now() - oldest) / 1_000,
    };
  }

  read({ subject, relation, object, type }: TupleFilter): readonly Tuple[] {
    return [...this.#tuples.values()].filter(
      (tuple) =>
        (subject === undefined || subject === tuple.subject) &&
        (relation === undefined || relation === tuple.relation) &&
        (object === undefined || object === tuple.object) &&
        (type === undefined || type === parseObject(tuple.object).type),
    );
  }

  async *pages({ pageSize }: { readonly pageSize: number }): AsyncGenerator<readonly Tuple[]> {
    const all = [...this.#tuples.values()];
    for (let from = 0; from < all.length; from += pageSize) yield all.slice(from, from + pageSize);
  }

  write({ writes = [], deletes = [] }: TupleChange, options: WriteOptions = {}): WriteResult {
    const added = writes.filter((tuple) => this.#mayWrite(tuple, options));
    const removed = deletes.filter((tuple) => this.#mayDelete(tuple, options));
    for (const tuple of removed) {
      this.#tuples.delete(formatTuple(tuple));
      this.#append('delete', tuple);
    }
    for (const tuple of added) {
      this.#tuples.set(formatTuple(tuple), tuple);
      this.#append('write', tuple);
    }
    return { token: String(this.#entries.length) };
  }

  #mayWrite(tuple: Tuple, { onDuplicate = 'error' }: WriteOptions): boolean {
    if (!this.#tuples.has(formatTuple(tuple))) return true;
    if (onDuplicate === 'ignore') return false;
    throw new RelationshipError('tuple_already_exists', `The tuple ${formatTuple(tuple)} exists already`);
  }

  #mayDelete(tuple: Tuple, { onMissing = 'error' }: WriteOptions): boolean {
    if (this.#tuples.has(formatTuple(tuple))) return true;
    if (onMissing === 'ignore') return false;
    throw new RelationshipError('tuple_not_found', `There is no tuple ${formatTuple(tuple)} to delete`);
  }

  #append(op: OutboxEntry['op'], tuple: Tuple): void {
    this.#entries.push({ seq: this.#entries.length + 1, op, tuple, at: this.clock.now() });
  }
}

function isNamed({ tuple }: OutboxEntry, about: readonly EntryFilter[]): boolean {
  return about.some(
    ({ type, relation, object = tuple.object }) =>
      relation === tuple.relation && object === tuple.object && tuple.object.startsWith(`${type}:`),
  );
}
