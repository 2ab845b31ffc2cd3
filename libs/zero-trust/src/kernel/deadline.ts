import { DependencyUnavailableError } from './errors.js';
import { isPromise, type MaybePromise } from './maybe-promise.js';

/** What to run, for how long at most, and how to call it if it was too slow. */
export interface DeadlineOptions {
  /** Names the dependency in the error. */
  readonly dependency: string;
  readonly timeoutMs: number;
}

/** A task's deadline, and somebody who may give up before it. */
export interface TaskDeadline extends DeadlineOptions {
  /** The caller's own patience: passed on to the task, which must look at it. */
  readonly signal?: AbortSignal | undefined;
}

/** Tells a task that its time is over. The signal is made for tasks that look at it, because most never do. */
export class Expiry {
  #controller: AbortController | undefined;
  #isOver = false;

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#isOver) this.#controller.abort();
    return this.#controller.signal;
  }

  end(): void {
    this.#isOver = true;
    this.#controller?.abort();
  }
}

/**
 * Runs `task` for at most `timeoutMs`; expiry aborts its signal, as the caller's does, and is an error, never a default
 * answer.
 *
 * @throws {@link DependencyUnavailableError} (`ZT_DEPENDENCY_UNAVAILABLE`) on expiry
 */
export async function withDeadline<T>(
  { signal, ...options }: TaskDeadline,
  task: (signal: AbortSignal) => T | PromiseLike<T>,
): Promise<T> {
  const expiry = new Expiry();
  const either = signal === undefined ? expiry.signal : AbortSignal.any([expiry.signal, signal]);
  return race(task(either), { ...options, expiry });
}

/**
 * As {@link withDeadline}, but answers at once if the task does.
 *
 * @throws {@link DependencyUnavailableError} (`ZT_DEPENDENCY_UNAVAILABLE`) on expiry
 */
export function answerInTime<T>(
  options: DeadlineOptions,
  task: (expiry: Expiry) => MaybePromise<T>,
): MaybePromise<T> {
  const expiry = new Expiry();
  const answer = task(expiry);
  return isPromise(answer) ? race(answer, { ...options, expiry }) : answer;
}

/**
 * Waits for a promise for at most `timeoutMs`.
 *
 * @throws {@link DependencyUnavailableError} (`ZT_DEPENDENCY_UNAVAILABLE`) on expiry
 */
export function settleInTime<T>(options: DeadlineOptions, answer: Promise<T>): Promise<T> {
  return race(answer, { ...options, expiry: undefined });
}

interface Race extends DeadlineOptions {
  /** Told when the time is over. */
  readonly expiry: Expiry | undefined;
}

async function race<T>(answer: T | PromiseLike<T>, { dependency, timeoutMs, expiry }: Race): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let lastLook: NodeJS.Immediate | undefined;
  const expired = new Promise<never>((_resolve, reject) => {
    const expire = (): void => {
      reject(new DependencyUnavailableError(dependency, `no answer within ${timeoutMs} ms`));
      expiry?.end();
    };
    // Timers come before sockets in a turn of the event loop: a process that was busy first reads the answers that have come.
    timer = setTimeout(() => {
      lastLook = setImmediate(expire);
    }, timeoutMs);
  });
  try {
    return await Promise.race([answer, expired]);
  } finally {
    clearTimeout(timer);
    clearImmediate(lastLook);
  }
}
