import { Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { DependencyUnavailableError } from '../../kernel/errors.js';
import { Backoff } from './backoff.js';
import { TokenRequestRefusedError } from './outgoing-errors.js';
import type { ResolvedServiceTokenClientOptions } from './service-token-client.options.js';
import { readServiceToken, type HeldToken } from './service-token.js';
import type { TokenEndpoint } from './token-endpoint.js';
import { keyOf, type TokenRequest } from './token-request.js';

/** Most token requests that are under way at a time; what comes on top is refused at once. */
export const MAX_REQUESTS_UNDER_WAY = 100;
/** A token that an API refuses is replaced, but not more often than this: the fault may be the API's. */
const SHORTEST_USE_MS = 10_000;

/** Keeps tokens and renews them: one request under way for each, however many calls wait for it. */
export class ServiceTokens {
  readonly #logger = new Logger('ZeroTrust');
  readonly #held: LRUCache<string, HeldToken>;
  readonly #refused: LRUCache<string, Backoff>;
  readonly #underWay = new Map<string, Promise<HeldToken>>();
  readonly #outage = new Backoff();

  constructor(
    private readonly options: ResolvedServiceTokenClientOptions,
    private readonly endpoint: Pick<TokenEndpoint, 'request'>,
  ) {
    this.#held = new LRUCache({ max: options.maxTokens });
    this.#refused = new LRUCache({ max: options.maxTokens });
  }

  /**
   * A token that can be sent now. One that is about to end serves on while the next is fetched.
   *
   * @throws TokenRequestRefusedError, DependencyUnavailableError if there is none
   */
  async get(request: TokenRequest): Promise<HeldToken> {
    const key = keyOf(request);
    const held = this.#held.get(key);
    const now = this.options.clock.now();
    if (held === undefined || now >= held.usableUntil) return this.renew(key, request);
    if (now >= held.renewAt && this.pauseMs(key) === 0) this.renewAhead(key, request);
    return held;
  }

  /** Sends a token no more, because an API has refused it. */
  forget(request: TokenRequest, token: HeldToken): void {
    const key = keyOf(request);
    const isOld = this.options.clock.now() - token.obtainedAt >= SHORTEST_USE_MS;
    if (isOld && this.#held.peek(key) === token) this.#held.delete(key);
  }

  private renewAhead(key: string, request: TokenRequest): void {
    if (this.#underWay.has(key) || this.#underWay.size >= MAX_REQUESTS_UNDER_WAY) return;
    this.renew(key, request).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : 'unknown error';
      this.#logger.warn({ event: 'service-token-not-renewed', reason });
    });
  }

  private renew(key: string, request: TokenRequest): Promise<HeldToken> {
    const underWay = this.#underWay.get(key);
    if (underWay !== undefined) return underWay;
    const renewal = this.fetch(key, request).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, renewal);
    return renewal;
  }

  private async fetch(key: string, request: TokenRequest): Promise<HeldToken> {
    this.checkPause(key);
    const askedAt = this.options.clock.now();
    try {
      const answer = await this.endpoint.request(request);
      const token = readServiceToken(answer, { options: this.options, askedAt });
      this.#held.set(key, token);
      this.#outage.succeed();
      this.#refused.delete(key);
      return token;
    } catch (error) {
      this.pauseAfter(key, error);
      throw error;
    }
  }

  private checkPause(key: string): void {
    const dependency = `tokens of ${this.options.issuer}`;
    const pauseMs = this.pauseMs(key);
    if (pauseMs > 0) {
      const retryAfterSeconds = Math.ceil(pauseMs / 1_000);
      const reason = 'no further attempt so soon after a failure';
      throw new DependencyUnavailableError(dependency, reason, { retryAfterSeconds });
    }
    if (this.#underWay.size >= MAX_REQUESTS_UNDER_WAY)
      throw new DependencyUnavailableError(dependency, 'too many requests are under way');
  }

  private pauseMs(key: string): number {
    const now = this.options.clock.now();
    return Math.max(this.#outage.remainingMs(now), this.#refused.peek(key)?.remainingMs(now) ?? 0);
  }

  /** A server that is down is left alone; one that refuses one request may grant another. */
  private pauseAfter(key: string, error: unknown): void {
    const now = this.options.clock.now();
    const isRefusal = error instanceof TokenRequestRefusedError && !error.concernsClient;
    if (!isRefusal) {
      this.#outage.fail(now);
      return;
    }
    this.#outage.succeed();
    const backoff = this.#refused.get(key) ?? new Backoff();
    backoff.fail(now);
    this.#refused.set(key, backoff);
  }
}
