import { setTimeout as delay } from 'node:timers/promises';

/** How a process ends. */
export interface StopOptions {
  /** Closes servers and databases. */
  readonly close: () => Promise<void>;
  /** Longest wait for `close`. @defaultValue 8000 */
  readonly deadlineMs?: number;
}

/**
 * Ends the process with exit code 0 on SIGTERM or SIGINT, and when the supervising process is gone, after `close`;
 * exit code 1 when `close` fails or takes longer than its deadline.
 */
export function stopOnSignals({ close, deadlineMs = 8_000 }: StopOptions): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    void closeWithin(close, deadlineMs).then((closed) => process.exit(closed ? 0 : 1));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('disconnect', stop);
}

async function closeWithin(close: () => Promise<void>, deadlineMs: number): Promise<boolean> {
  const expired = delay(deadlineMs, false, { ref: false });
  const closed = close().then(
    () => true,
    () => false,
  );
  return Promise.race([closed, expired]);
}
