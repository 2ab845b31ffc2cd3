import { ConsoleLogger } from '@nestjs/common';

/** Writes JSON lines. The API's events are objects; the texts with which Nest announces each route are left out. */
export class EventLogger extends ConsoleLogger {
  override log(message: unknown, context?: string): void {
    // An absent context must not be passed on: it would be logged as a second message.
    if (typeof message === 'object') super.log(message, ...(context === undefined ? [] : [context]));
  }
}
