import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { pingDatabase } from '@sample/shared';
import { DATABASE, type OrdersDatabase } from '../orders.tokens.js';

const DEADLINE_MS = 1_000;

/** Whether the process has what it needs to answer. */
@Injectable()
export class Readiness {
  constructor(@Inject(DATABASE) private readonly database: OrdersDatabase) {}

  /** True if the database answers within a second. */
  async isReady(): Promise<boolean> {
    const patience = new AbortController();
    const expired = delay(DEADLINE_MS, false, { signal: patience.signal }).catch(() => false);
    const answered = pingDatabase(this.database.db).then(
      () => true,
      () => false,
    );
    const ready = await Promise.race([answered, expired]);
    patience.abort();
    return ready;
  }
}
