import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { RepeatedTask, type HandedOverAccount, type TaskOutcome } from '@sample/shared';
import { AccountHandover } from './account-handover.js';
import { DeletedUsers } from './deleted-users.js';
import { Registrations } from './registrations.js';
import { UserTokens } from './user-tokens.js';

/** `idleMs`: how soon somebody is handed over whose instance ended before it could do so. */
const PACE = { idleMs: 30_000, retryMs: 500, longestRetryMs: 30_000 };

/**
 * Brings registrations and deletions to the authorization server, so that people can sign in, or no longer: at once, and
 * again until it has taken them. Who waits is in the database, so neither a restart nor an outage loses anybody. It works
 * beside the requests, whose answers therefore tell nothing about it.
 */
@Injectable()
export class AccountCourier implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger('orders');
  readonly #task = new RepeatedTask({
    ...PACE,
    run: () => this.#bring(),
    onError: (error) => this.#logger.error({ event: 'accounts-wait-here', reason: nameOf(error) }),
  });

  constructor(
    @Inject(Registrations) private readonly registrations: Registrations,
    @Inject(DeletedUsers) private readonly deletedUsers: DeletedUsers,
    @Inject(UserTokens) private readonly tokens: UserTokens,
    @Inject(AccountHandover) private readonly handover: AccountHandover,
  ) {}

  onApplicationBootstrap(): void {
    this.#task.runSoon();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#task.stop();
  }

  /** There may be somebody new, or somebody less. */
  notify(): void {
    this.#task.runSoon();
  }

  /** Deletions first: an address that became free with one may have been registered again. */
  async #bring(): Promise<TaskOutcome> {
    const deleted = await this.deletedUsers.waiting();
    if (!(await allOf(deleted, (id) => this.#close(id)))) return 'waiting';
    const waiting = await this.registrations.waiting();
    if (!(await allOf(waiting, (account) => this.#handOver(account)))) return 'waiting';
    return deleted.length + waiting.length > 0 ? 'more' : 'done';
  }

  async #handOver(account: HandedOverAccount): Promise<boolean> {
    if (!(await this.handover.handOver(account))) return false;
    await this.registrations.markHandedOver(account.id);
    return true;
  }

  /** Tokens that were issued until the account was closed are refused as well. */
  async #close(id: string): Promise<boolean> {
    const isClosed = await this.handover.close(id);
    await this.tokens.refuseAllOf(id);
    if (isClosed) await this.deletedUsers.markClosed(id);
    return isClosed;
  }
}

async function allOf<Item>(
  items: readonly Item[],
  bring: (item: Item) => Promise<boolean>,
): Promise<boolean> {
  const taken = await Promise.all(items.map(bring));
  return taken.every(Boolean);
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
