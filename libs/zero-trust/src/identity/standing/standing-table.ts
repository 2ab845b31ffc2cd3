import {
  parseStandingKey,
  type StandingKey,
  type StandingKind,
  type StandingMeasure,
} from './standing-key.js';
import type { StandingChange } from './standing-store.port.js';

/** What is known of one subject, client or token: epoch milliseconds, 0 where there is nothing. */
export type KnownStanding = Readonly<Record<StandingMeasure, number>>;

/** A fact that is in force, as {@link StandingTable.facts} lists it. */
export interface StandingFact {
  readonly key: string;
  readonly value: number;
  /** Monotonic milliseconds. */
  readonly expiresAt: number;
}

interface Held extends StandingFact {
  readonly position: number;
}

type Names = Map<string, Record<StandingMeasure, number>>;

/** All facts in memory, laid out so that asking costs two look-ups and no allocation. */
export class StandingTable {
  readonly #held = new Map<string, Held>();
  readonly #known: Readonly<Record<StandingKind, Map<string, Names>>> = {
    subject: new Map(),
    client: new Map(),
    token: new Map(),
  };

  /** Facts held, those included that have expired and are not swept yet. */
  get size(): number {
    return this.#held.size;
  }

  has(key: string): boolean {
    return this.#held.has(key);
  }

  /** `undefined` if there is nothing against it. */
  find(kind: StandingKind, issuer: string, name: string): KnownStanding | undefined {
    return this.#known[kind].get(issuer)?.get(name);
  }

  valueOf(key: string): number {
    return this.#held.get(key)?.value ?? 0;
  }

  facts(): readonly StandingFact[] {
    return [...this.#held.values()];
  }

  /**
   * Takes a fact in, unless a later one is there.
   *
   * @param now - monotonic milliseconds
   */
  apply({ key, value, remainingMs, position }: StandingChange, now: number): void {
    if ((this.#held.get(key)?.position ?? 0) >= position) return;
    const parsed = parseStandingKey(key);
    const expiresAt = remainingMs === undefined ? Number.POSITIVE_INFINITY : now + remainingMs;
    this.#held.set(key, { key, value, expiresAt, position });
    this.#set(parsed, value);
  }

  /** Forgets what has expired; such a fact no longer concerns any token that is alive. */
  sweep(now: number): void {
    for (const { key, expiresAt } of this.#held.values()) {
      if (expiresAt > now) continue;
      this.#held.delete(key);
      this.#set(parseStandingKey(key), 0);
    }
  }

  #set({ kind, measure, issuer, name }: StandingKey, value: number): void {
    const names = this.#known[kind].get(issuer) ?? new Map<string, Record<StandingMeasure, number>>();
    const known = names.get(name) ?? { revoked: 0, locked: 0, suspended: 0, 'step-up': 0 };
    known[measure] = value;
    if (Object.values(known).some((instant) => instant > 0)) names.set(name, known);
    else names.delete(name);
    if (names.size > 0) this.#known[kind].set(issuer, names);
    else this.#known[kind].delete(issuer);
  }
}
