import type { LoggerService } from '@nestjs/common';
import { quote } from '../relationship-error.js';

/** A change that the engine refused. */
export interface Refusal {
  /** `order:12345` */
  readonly object: string;
  readonly error: Error;
  /** How often this process has tried. */
  readonly failures: number;
}

/** Tells the log what becomes of the delivery; an outage once, not with each attempt. */
export class DeliveryReports {
  #isDown = false;

  constructor(private readonly logger: Pick<LoggerService, 'log' | 'warn' | 'error'>) {}

  outage({ message }: Error): void {
    if (!this.#isDown)
      this.logger.warn(
        `Relationship changes wait in the outbox, because the engine does not take them: ${message}`,
      );
    this.#isDown = true;
  }

  recovered(): void {
    if (this.#isDown) this.logger.log('Relationship changes are delivered again.');
    this.#isDown = false;
  }

  /** The message of a refusal quotes names of the graph, never a token or a body. */
  refused({ object, error, failures }: Refusal): void {
    this.logger.error(
      `The relationship engine does not take the changes of ${quote(object)} (attempt ${failures}). They are kept and tried again; mend the model or the tuple. ${error.message}`,
    );
  }

  failed(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    if (!this.#isDown) this.logger.warn(`The relationship outbox cannot be worked off: ${message}`);
    this.#isDown = true;
  }
}
