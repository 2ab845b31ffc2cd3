import { setTimeout as delay } from 'node:timers/promises';
import { Controller, Get, Header, Inject } from '@nestjs/common';
import { pingDatabase } from '@sample/shared';
import { DATABASE, type AuthDatabase } from '../auth.tokens.js';
import { AuthError, NOT_READY } from '../http/auth-error.js';

const DATABASE_DEADLINE_MS = 1_000;

/** Whether the process lives, and whether it can serve. */
@Controller('health')
export class HealthController {
  constructor(@Inject(DATABASE) private readonly database: AuthDatabase) {}

  @Get('live')
  @Header('Cache-Control', 'no-store')
  live(): { readonly status: 'live' } {
    return { status: 'live' };
  }

  @Get('ready')
  @Header('Cache-Control', 'no-store')
  async ready(): Promise<{ readonly status: 'ready' }> {
    if (!(await this.#databaseAnswers())) throw new AuthError(NOT_READY);
    return { status: 'ready' };
  }

  async #databaseAnswers(): Promise<boolean> {
    const ping = pingDatabase(this.database.db).then(
      () => true,
      () => false,
    );
    return Promise.race([ping, delay(DATABASE_DEADLINE_MS, false, { ref: false })]);
  }
}
