import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { RepeatedTask, type TaskOutcome } from '@sample/shared';
import { ENVIRONMENT, type AuthEnvironment } from '../auth.tokens.js';
import { AuthLog } from '../http/auth-log.js';
import { AccessTokens } from '../tokens/access-tokens.js';
import { RevocationDelivery } from './revocation-delivery.js';
import { ToldApi } from './told-api.js';
import { UnannouncedRevocations } from './unannounced-revocations.js';

/** `idleMs`: how soon it is told what an instance revoked that ended before it could tell. */
const PACE = { idleMs: 500, retryMs: 500, longestRetryMs: 2_000 };

/**
 * Tells each API of every access token that is revoked: at once, and again until it knows. What is still to be told is in
 * the database, so neither a restart nor an outage loses it.
 */
@Injectable()
export class RevocationAnnouncer implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #tasks: readonly RepeatedTask[];
  readonly #apis: readonly ToldApi[];

  constructor(
    @Inject(AccessTokens) private readonly accessTokens: AccessTokens,
    @Inject(UnannouncedRevocations) private readonly unannounced: UnannouncedRevocations,
    @Inject(RevocationDelivery) delivery: RevocationDelivery,
    @Inject(ENVIRONMENT) { apiUrls }: AuthEnvironment,
    @Inject(AuthLog) log: AuthLog,
  ) {
    this.#apis = apiUrls.map((url) => new ToldApi((revocation) => delivery.deliver(url, revocation)));
    this.#tasks = this.#apis.map(
      (api) =>
        new RepeatedTask({
          ...PACE,
          run: () => this.#announce(api),
          onError: (error) => log.failure('revocations wait to be announced', error),
        }),
    );
  }

  onApplicationBootstrap(): void {
    this.accessTokens.onRevoked(() => this.#announceSoon());
    this.#announceSoon();
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.#tasks.map((task) => task.stop()));
  }

  #announceSoon(): void {
    for (const task of this.#tasks) task.runSoon();
  }

  async #announce(api: ToldApi): Promise<TaskOutcome> {
    const revocations = await this.unannounced.find();
    await api.bring(revocations);
    const known = revocations.filter((revocation) => this.#apis.every((other) => other.knows(revocation)));
    await this.unannounced.markAnnounced(known.map(({ jti }) => jti));
    return revocations.every((revocation) => api.knows(revocation)) ? 'done' : 'waiting';
  }
}
