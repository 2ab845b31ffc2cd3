import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { pingDatabase } from '@sample/shared';
import { SETTINGS, type Settings } from '../settings.module.js';

const DEADLINE_MS = 1_000;

/** Whether the process has what it needs to answer. */
@Injectable()
export class Readiness {
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  /** True if the database, and Redis where it is used, answer within a second. */
  async isReady(): Promise<boolean> {
    const patience = new AbortController();
    const expired = delay(DEADLINE_MS, false, { signal: patience.signal }).catch(() => false);
    const { database, sharedState } = this.settings;
    const answered = Promise.all([pingDatabase(database.db), sharedState?.ping()]).then(
      () => true,
      () => false,
    );
    const ready = await Promise.race([answered, expired]);
    patience.abort();
    return ready;
  }
}
