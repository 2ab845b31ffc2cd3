import { DependencyUnavailableError } from './errors.js';

/** What to run, for how long at most, and how to call it if it was too slow. */
export interface DeadlineOptions {
  /** Names the dependency in the error. */
  readonly dependency: string;
  readonly timeoutMs: number;
}

/**
 * Runs `task` for at most `timeoutMs`; expiry aborts its signal and is an error, never a default answer.
 *
 * @throws {@link DependencyUnavailableError} (`ZT_DEPENDENCY_UNAVAILABLE`) on expiry
 */
export async function withDeadline<T>(
  { dependency, timeoutMs }: DeadlineOptions,
  task: (signal: AbortSignal) => T | PromiseLike<T>,
): Promise<T> {
  const controller = new AbortController();
  const expired = Promise.withResolvers<never>();
  const expire = (): void => {
    expired.reject(new DependencyUnavailableError(dependency, `no answer within ${timeoutMs} ms`));
    controller.abort();
  };
  let lastLook: NodeJS.Immediate | undefined;
  // Timers come before sockets in a turn of the event loop: a process that was busy first reads the answers that have come.
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
