import { Injectable, Logger } from '@nestjs/common';

/** The server's log. Errors are named, never quoted: their messages may hold input. */
@Injectable()
export class AuthLog {
  readonly #logger = new Logger('auth');

  info(event: string, fields: Readonly<Record<string, unknown>>): void {
    this.#logger.log({ event, ...fields });
  }

  failure(event: string, error: unknown): void {
    const name = error instanceof Error ? error.name : typeof error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    this.#logger.error({ event, name, code });
  }
}
