import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { AuthLog } from '../http/auth-log.js';
import { AccessTokens } from '../tokens/access-tokens.js';
import { RevocationDelivery } from './revocation-delivery.js';
import { UnannouncedRevocations, type Revocation } from './unannounced-revocations.js';

/** How soon what another instance revoked, or what could not be told, is tried again. */
const RETRY_MS = 500;
const LONGEST_RETRY_MS = 10_000;

/**
 * Tells the APIs of every access token that is revoked: at once, and again until all of them know. What is still to be
 * told is in the database, so neither a restart nor an outage of an API loses it.
 */
@Injectable()
export class RevocationAnnouncer implements OnApplicationBootstrap, OnApplicationShutdown {
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #isAskedAgain = false;
  #isStopped = false;
  #delayMs = RETRY_MS;

  constructor(
    @Inject(AccessTokens) private readonly accessTokens: AccessTokens,
    @Inject(UnannouncedRevocations) private readonly unannounced: UnannouncedRevocations,
    @Inject(RevocationDelivery) private readonly delivery: RevocationDelivery,
    @Inject(AuthLog) private readonly log: AuthLog,
  ) {}

  onApplicationBootstrap(): void {
    this.accessTokens.onRevoked(() => this.#announceSoon());
    this.#announceSoon();
  }

  async onApplicationShutdown(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  /** One round at a time; whoever comes during one gets another right after it. */
  #announceSoon(): void {
    if (this.#isStopped) return;
    clearTimeout(this.#timer);
    this.#isAskedAgain = this.#running !== undefined;
    this.#running ??= this.#announce().finally(() => {
      this.#running = undefined;
      if (this.#isAskedAgain) this.#announceSoon();
      else this.#waitForNext();
    });
  }

  #waitForNext(): void {
    if (!this.#isStopped) this.#timer = setTimeout(() => this.#announceSoon(), this.#delayMs).unref();
  }

  async #announce(): Promise<void> {
    try {
      const revocations = await this.unannounced.next();
      const told = await Promise.all(revocations.map((revocation) => this.#tell(revocation)));
      this.#isAskedAgain ||= told.length > 0 && told.every(Boolean);
      this.#delayMs = told.every(Boolean) ? RETRY_MS : Math.min(this.#delayMs * 2, LONGEST_RETRY_MS);
    } catch (error) {
      this.log.failure('revocations wait to be announced', error);
    }
  }

  async #tell(revocation: Revocation): Promise<boolean> {
    if (!(await this.delivery.deliver(revocation))) return false;
    await this.unannounced.markAnnounced(revocation);
    return true;
  }
}
