import { executionAsyncResource } from 'node:async_hooks';

let kept: object | undefined;

/**
 * Keeps one of Node's `nextTick` records alive, and with it the hidden class that all of them share. V8 holds that class
 * weakly: when a long boot collects garbage a few times while no tick waits, it is made anew, and `process.nextTick`, which
 * had specialized on the old one, takes its slow path for ever. Each request has seven ticks; that is 2 µs, or an eighth of
 * what bare Nest on Fastify takes. Whatever asynchronous context the application was assembled in stays alive with the record.
 */
export function keepTickShape(): void {
  if (kept !== undefined) return;
  process.nextTick(() => {
    kept = executionAsyncResource();
  });
}
