import { withDeadline, type TaskDeadline } from '../../../kernel/deadline.js';
import { DependencyUnavailableError, ZeroTrustError } from '../../../kernel/errors.js';
import type { RelationshipRequestOptions } from '../relationship-engine.port.js';

/**
 * Asks what keeps tuples or their changes, for so long at most, whether or not it looks at the signal.
 *
 * @throws {DependencyUnavailableError} when it is too slow, the caller gives up, or it fails with an error of its own,
 * which may quote data and so is only the cause
 */
export async function askDependency<T>(
  deadline: TaskDeadline,
  ask: (options: Required<RelationshipRequestOptions>) => T | PromiseLike<T>,
): Promise<T> {
  const { dependency, signal: caller } = deadline;
  try {
    return await withDeadline(deadline, (signal) => untilAborted(caller, async () => ask({ signal })));
  } catch (error) {
    if (error instanceof ZeroTrustError) throw error;
    const reason = caller?.aborted === true ? 'the caller gave up' : 'failed';
    throw new DependencyUnavailableError(dependency, reason, { cause: error });
  }
}

async function untilAborted<T>(caller: AbortSignal | undefined, act: () => Promise<T>): Promise<T> {
  if (caller === undefined) return act();
  caller.throwIfAborted();
  let listener = (): void => undefined;
  const given = new Promise<never>((_, reject) => {
    listener = () => reject(caller.reason);
  });
  caller.addEventListener('abort', listener, { once: true });
  try {
    return await Promise.race([act(), given]);
  } finally {
    caller.removeEventListener('abort', listener);
  }
}
