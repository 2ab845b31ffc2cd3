import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../kernel/clock.port.js';
import { withDeadline } from '../../kernel/deadline.js';
import { DependencyUnavailableError } from '../../kernel/errors.js';
import { fetchJson } from '../keys/fetch-json.js';
import type { HttpFetch } from '../keys/http-fetch.port.js';
import { reasonOf } from '../keys/key-reports.js';
import type { JsonObject } from '../token/strict-json.js';
import { tokenRefused } from '../token/token-refusals.js';
import { ClientAuthentication } from './client-authentication.js';
import type { ResolvedIntrospectionOptions } from './introspection.options.js';
import { QuestionsUnderWay, type TokenOrigin } from './questions-under-way.js';

/** What an issuer says of an active token, and how long that may be believed. */
export interface Introspected {
  readonly claims: JsonObject;
  /** Epoch milliseconds. */
  readonly usableUntil: number;
}

/** Which issuer is asked, and with what. */
export interface TokenIntrospectionInit {
  readonly issuer: string;
  readonly options: ResolvedIntrospectionOptions;
  readonly fetch: HttpFetch;
  readonly clock: Clock;
}

/** Most inactive tokens that are remembered. */
const MAX_INACTIVE_TOKENS = 10_000;

/** Asks one issuer whether its tokens are still good: once however many requests wait for the answer. */
export class TokenIntrospection {
  readonly #underWay = new Map<string, Promise<Introspected>>();
  readonly #questions = new QuestionsUnderWay();
  readonly #inactive = new LRUCache<string, number>({ max: MAX_INACTIVE_TOKENS });
  readonly #client: ClientAuthentication;
  readonly #dependency: string;

  constructor(private readonly init: TokenIntrospectionInit) {
    this.#client = new ClientAuthentication(init);
    this.#dependency = `introspection by ${init.issuer}`;
  }

  /** Whether the issuer wants to be asked about tokens of this kind. */
  covers(kind: 'jwt' | 'opaque'): boolean {
    return this.init.options.tokens === kind || this.init.options.tokens === 'all';
  }

  /**
   * Asks about a token.
   *
   * @throws AccessDeniedError `ZT_TOKEN_INVALID` if it is not active; `ZT_DEPENDENCY_UNAVAILABLE` if that cannot be found
   * out
   */
  async ask(token: string, origin: TokenOrigin): Promise<Introspected> {
    const digest = hash('sha256', token, 'base64');
    if ((this.#inactive.get(digest) ?? 0) > this.init.clock.now()) throw inactive();
    const asked = this.#underWay.get(digest);
    if (asked !== undefined) return asked;
    if (!this.#questions.begin(origin)) {
      throw new DependencyUnavailableError(this.#dependency, 'too many questions are under way');
    }
    const answer = this.question(token, digest).finally(() => {
      this.#questions.end(origin);
      this.#underWay.delete(digest);
    });
    this.#underWay.set(digest, answer);
    return answer;
  }

  private async question(token: string, digest: string): Promise<Introspected> {
    const { cacheSeconds, inactiveCacheSeconds } = this.init.options;
    const askedAt = this.init.clock.now();
    const claims = await this.fetchClaims(token);
    if (claims['active'] === true) return { claims, usableUntil: askedAt + cacheSeconds * 1000 };
    if (claims['active'] !== false) {
      throw new DependencyUnavailableError(
        this.#dependency,
        'the answer does not say whether the token is active',
      );
    }
    if (inactiveCacheSeconds > 0) this.#inactive.set(digest, askedAt + inactiveCacheSeconds * 1000);
    throw inactive();
  }

  private async fetchClaims(token: string): Promise<JsonObject> {
    const { fetch, options } = this.init;
    const { endpoint: url, timeoutMs } = options;
    try {
      return await withDeadline({ dependency: this.#dependency, timeoutMs }, async (signal) => {
        const { headers, parameters } = await this.#client.authenticate();
        const form = new URLSearchParams({ token, token_type_hint: 'access_token', ...parameters });
        return fetchJson({ fetch, url, signal, form, headers });
      });
    } catch (error) {
      if (error instanceof DependencyUnavailableError) throw error;
      throw new DependencyUnavailableError(this.#dependency, reasonOf(error));
    }
  }
}

function inactive() {
  return tokenRefused('inactive', 'the issuer says that the token is not active');
}
