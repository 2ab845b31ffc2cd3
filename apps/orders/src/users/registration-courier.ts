import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { RepeatedTask, type HandedOverAccount, type TaskOutcome } from '@sample/shared';
import { AccountHandover } from './account-handover.js';
import { Registrations } from './registrations.js';

/** `idleMs`: how soon somebody is handed over whose instance ended before it could do so. */
const PACE = { idleMs: 30_000, retryMs: 500, longestRetryMs: 30_000 };

/**
 * Brings registrations to the authorization server, so that people can sign in: at once, and again until it has taken them.
 * Who waits is in the database, so neither a restart nor an outage loses anybody. It works beside the requests, whose
 * answers therefore tell nothing about it.
 */
@Injectable()
export class RegistrationCourier implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger('orders');
  readonly #task = new RepeatedTask({
    ...PACE,
    run: () => this.#bring(),
    onError: (error) => this.#logger.error({ event: 'registrations-wait', reason: nameOf(error) }),
  });

  constructor(
    @Inject(Registrations) private readonly registrations: Registrations,
    @Inject(AccountHandover) private readonly handover: AccountHandover,
  ) {}

  onApplicationBootstrap(): void {
    this.#task.runSoon();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#task.stop();
  }

  /** There may be somebody new. */
  notify(): void {
    this.#task.runSoon();
  }

  async #bring(): Promise<TaskOutcome> {
    const waiting = await this.registrations.waiting();
    const taken = await Promise.all(waiting.map((account) => this.#bringOne(account)));
    if (!taken.every(Boolean)) return 'waiting';
    return taken.length > 0 ? 'more' : 'done';
  }

  async #bringOne(account: HandedOverAccount): Promise<boolean> {
    if (!(await this.handover.handOver(account))) return false;
    await this.registrations.markHandedOver(account.id);
    return true;
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
