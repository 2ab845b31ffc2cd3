/** The database took longer than anybody waits for it. */
export class DatabaseTimeoutError extends Error {
  /** The name that the operating system has for it, so that one rule recognises every kind of time-out. */
  readonly code = 'ETIMEDOUT';

  constructor(timeoutMs: number) {
    super(`The database did not answer within ${timeoutMs} ms.`);
    this.name = new.target.name;
  }
}

/**
 * Runs `task` for at most `timeoutMs`; expiry aborts its signal, and what the task does afterwards is not heard.
 *
 * @throws {@link DatabaseTimeoutError} on expiry
 */
export async function withinDeadline<T>(
  timeoutMs: number,
  task: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const expired = Promise.withResolvers<never>();
  const expire = (): void => {
    const error = new DatabaseTimeoutError(timeoutMs);
    expired.reject(error);
    controller.abort(error);
  };
  let lastLook: NodeJS.Immediate | undefined;
  // The embedded database works on this thread: after a long statement the timer comes before the answer that is there.
  const timer = setTimeout(() => {
    lastLook = setImmediate(expire);
  }, timeoutMs);
  try {
    return await Promise.race([task(controller.signal), expired.promise]);
  } finally {
    clearTimeout(timer);
    clearImmediate(lastLook);
  }
}
