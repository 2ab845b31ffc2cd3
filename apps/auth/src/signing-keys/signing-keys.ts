import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { PrivateJwk } from '@sample/shared';
import type { JWK } from 'jose';
import { CLOCK, ENVIRONMENT, type AuthEnvironment, type Clock } from '../auth.tokens.js';
import { AuthLog } from '../http/auth-log.js';
import { SigningKeysRepository, type KeyRotation, type SigningKey } from './signing-keys.repository.js';

const LONGEST_TOKEN_LIFETIME_MS = 900_000;
// Another instance may sign with the old key until it looks again, and resource servers allow for skewed clocks.
const RETIREMENT_MARGIN_MS = 120_000;
/** A retired key is published until every token that it signed is dead. */
export const RETIRED_KEY_LIFETIME_MS = LONGEST_TOKEN_LIFETIME_MS + RETIREMENT_MARGIN_MS;

const RELOAD_INTERVAL_MS = 2_000;

/** The keys that this instance signs with and publishes. */
@Injectable()
export class SigningKeys implements OnApplicationShutdown {
  #keys: readonly SigningKey[] = [];
  #listener: (current: PrivateJwk) => void = () => undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(SigningKeysRepository) private readonly repository: SigningKeysRepository,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ENVIRONMENT) private readonly environment: AuthEnvironment,
    @Inject(AuthLog) private readonly log: AuthLog,
  ) {}

  /** The private key that signs now. */
  get current(): PrivateJwk {
    const jwk = this.#keys.find(({ state }) => state === 'current')?.privateJwk;
    if (jwk === undefined || jwk === null) throw new Error('The signing keys are not loaded.');
    return jwk;
  }

  /** The public keys to publish: those ahead of use, the current one, and the retired ones that may still matter. */
  get publicKeys(): readonly JWK[] {
    const oldest = this.clock.now() - RETIRED_KEY_LIFETIME_MS;
    return this.#keys
      .filter(({ retiredAt }) => retiredAt === null || retiredAt > oldest)
      .map(({ publicJwk }) => publicJwk);
  }

  /** Loads the keys, makes the first ones, and reports the current key now and whenever it changes. */
  async start(listener: (current: PrivateJwk) => void): Promise<void> {
    this.#listener = listener;
    await this.repository.ensureKeys();
    await this.#reload();
    // On PostgreSQL another instance may rotate; an embedded database has one owner.
    if (this.environment.databaseUrl !== undefined) this.#watch();
  }

  /** Rotates the keys; every token signed before stays verifiable until it expires. */
  async rotate(): Promise<KeyRotation> {
    const rotation = await this.repository.rotate();
    await this.repository.removeRetiredBefore(this.clock.now() - RETIRED_KEY_LIFETIME_MS);
    await this.#reload();
    return rotation;
  }

  onApplicationShutdown(): void {
    clearInterval(this.#timer);
  }

  #watch(): void {
    this.#timer = setInterval(() => {
      this.#reload().catch((error: unknown) => this.log.failure('the signing keys were not reloaded', error));
    }, RELOAD_INTERVAL_MS).unref();
  }

  async #reload(): Promise<void> {
    const before = this.#keys.find(({ state }) => state === 'current')?.kid;
    this.#keys = await this.repository.load();
    if (this.current.kid !== before) this.#listener(this.current);
  }
}
