import { Socket } from 'node:net';

/**
 * A socket that is closed by whatever its reader throws. The driver reads messages in an event of the socket: for bytes that
 * PostgreSQL never sends, an error there would end the process.
 */
export class GuardedSocket extends Socket {
  override emit(event: string | symbol, ...values: unknown[]): boolean {
    if (event !== 'data') return super.emit(event, ...values);
    try {
      return super.emit(event, ...values);
    } catch (error) {
      this.destroy(error instanceof Error ? error : new Error('The answer could not be read.'));
      return true;
    }
  }
}
