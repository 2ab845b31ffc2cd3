import type { KeyObject } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { Clock } from '../../kernel/clock.port.js';
import { DependencyUnavailableError } from '../../kernel/errors.js';
import type { MaybePromise } from '../../kernel/maybe-promise.js';
import type { KeyReference } from '../token/check-header.js';
import { describeRejectedKeys, reasonOf } from './key-reports.js';
import type { KeySet, RejectedKey } from './key-set.js';
import type { KeySource } from './key-source.js';

/** Keys older than this are renewed in the background while they go on serving. */
export const REFRESH_AFTER_MS = 10 * 60_000;
/** Shortest time between two fetches because of unknown key ids, and between a failed fetch and the next. */
export const COOLDOWN_MS = 30_000;
/** Keys that nobody tried to renew for this long are renewed before they serve: the issuer may have withdrawn them. */
const IDLE_AFTER_MS = 2 * REFRESH_AFTER_MS;

/** Where the keys come from, and how long they may be used. */
export interface IssuerKeysInit {
  readonly source: KeySource;
  /** One that is never put back: keys that the issuer has withdrawn would stay in use. */
  readonly clock: Clock;
  /** How long keys that are due for renewal may serve on while the issuer is down. */
  readonly maxStaleMs: number;
}

/**
 * The keys of one issuer: fetched when first needed, once however many requests wait; renewed ahead of need; fetched
 * again for an unknown key id, rarely; kept through outages, for a bounded time.
 */
export class IssuerKeys {
  private readonly logger = new Logger(IssuerKeys.name);
  #loaded: { readonly keys: KeySet; readonly at: number } | undefined;
  #failure: { readonly reason: string; readonly at: number } | undefined;
  #underWay: Promise<void> | undefined;
  #unknownKeyFetchAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly init: IssuerKeysInit) {}

  /** Keys of the issuer's present JWKS that are not used, and why. */
  get rejectedKeys(): readonly RejectedKey[] {
    return this.#loaded?.keys.rejectedKeys ?? [];
  }

  /**
   * The key that a token's header refers to, at once if the keys are there.
   *
   * @returns `undefined` if the issuer has no such key
   * @throws DependencyUnavailableError if that cannot be found out
   */
  find(wanted: KeyReference): MaybePromise<KeyObject | undefined> {
    const keys = this.serving();
    if (keys === undefined) return this.findAfterLoading(wanted);
    return keys.find(wanted) ?? this.findUnknown(wanted);
  }

  /** The key that a header refers to, if it is there and fresh; waits for nothing. */
  peek(wanted: KeyReference): KeyObject | undefined {
    return this.serving()?.find(wanted);
  }

  /** The keys, if they may serve as they are; those that are due for renewal serve while that goes on. */
  private serving(): KeySet | undefined {
    const loaded = this.#loaded;
    if (loaded === undefined) return undefined;
    if (this.since(loaded.at) < REFRESH_AFTER_MS) return loaded.keys;
    if (this.usableKeys() === undefined || this.isIdle()) return undefined;
    void this.load();
    return loaded.keys;
  }

  private async findAfterLoading(wanted: KeyReference): Promise<KeyObject | undefined> {
    await this.load();
    const keys = this.usableKeys();
    if (keys === undefined) throw this.unavailable();
    return keys.find(wanted);
  }

  /** The issuer may have rotated its keys, so look again. */
  private async findUnknown(wanted: KeyReference): Promise<KeyObject | undefined> {
    if (!this.mayLookAgain()) return this.unknown();
    await this.load();
    return this.usableKeys()?.find(wanted) ?? this.unknown();
  }

  /** A flood of invented key ids must not become a flood of fetches: those that wait share one, then none for a while. */
  private mayLookAgain(): boolean {
    if (this.#underWay !== undefined) return true;
    if (this.isCooling() || this.since(this.#unknownKeyFetchAt) < COOLDOWN_MS) return false;
    this.#unknownKeyFetchAt = this.init.clock.now();
    return true;
  }

  /** Whether an unknown key id is a bad token or a key that an unreachable issuer has just brought out, nobody can tell. */
  private unknown(): undefined {
    if (this.#failure !== undefined) throw this.unavailable();
    return undefined;
  }

  private usableKeys(): KeySet | undefined {
    const loaded = this.#loaded;
    if (loaded === undefined || this.since(loaded.at) >= REFRESH_AFTER_MS + this.init.maxStaleMs)
      return undefined;
    return loaded.keys;
  }

  private isIdle(): boolean {
    return this.since(this.#loaded?.at) >= IDLE_AFTER_MS && this.since(this.#failure?.at) >= IDLE_AFTER_MS;
  }

  private isCooling(): boolean {
    return this.since(this.#failure?.at) < COOLDOWN_MS;
  }

  private since(at: number | undefined): number {
    return this.init.clock.now() - (at ?? Number.NEGATIVE_INFINITY);
  }

  /** One fetch at a time, none within the cooldown after a failure. Never rejects: the outcome is in the fields. */
  private async load(): Promise<void> {
    if (this.#underWay === undefined && this.isCooling()) return;
    this.#underWay ??= this.fetchKeys().finally(() => {
      this.#underWay = undefined;
    });
    await this.#underWay;
  }

  private async fetchKeys(): Promise<void> {
    try {
      const keys = (await this.init.source.load()).reusing(this.#loaded?.keys);
      this.#loaded = { keys, at: this.init.clock.now() };
      this.#failure = undefined;
      if (keys.rejectedKeys.length > 0)
        this.logger.warn(describeRejectedKeys(this.init.source.issuer, keys.rejectedKeys));
    } catch (error) {
      this.#failure = { reason: reasonOf(error), at: this.init.clock.now() };
      this.logger.warn(`The keys of ${this.init.source.issuer} cannot be fetched: ${this.#failure.reason}`);
    }
  }

  private unavailable(): DependencyUnavailableError {
    const retryAfterSeconds = Math.max(1, Math.ceil((COOLDOWN_MS - this.since(this.#failure?.at)) / 1000));
    return new DependencyUnavailableError(
      `keys of ${this.init.source.issuer}`,
      this.#failure?.reason ?? 'not loaded',
      { retryAfterSeconds },
    );
  }
}
