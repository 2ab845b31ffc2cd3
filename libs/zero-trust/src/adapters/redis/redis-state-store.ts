import { checkStateEntry, checkStateIncrement, checkStateKey } from '../../kernel/check-state-input.js';
import type { StateCounter, StateEntry, StateIncrement, StateStore } from '../../kernel/state-store.port.js';
import type { RedisConnection } from './redis-connection.js';

/** The {@link StateStore} on Redis, shared by all instances; times are the server's. */
export class RedisStateStore implements StateStore {
  constructor(private readonly connection: RedisConnection) {}

  async increment(increment: StateIncrement): Promise<StateCounter> {
    checkStateIncrement(increment);
    const { key, ttlMs, by = 1 } = increment;
    return this.connection.run((client) => client.stateIncrement(named(key), by, ttlMs), readCounter);
  }

  async setIfAbsent(entry: StateEntry): Promise<boolean> {
    checkStateEntry(entry);
    const { key, value, ttlMs } = entry;
    return this.connection.run(
      (client) => client.set(named(key), value, 'PX', ttlMs, 'NX'),
      (answer) => (answer === 'OK' ? true : answer === null ? false : undefined),
    );
  }

  async set(entry: StateEntry): Promise<void> {
    checkStateEntry(entry);
    const { key, value, ttlMs } = entry;
    await this.connection.run(
      (client) => client.set(named(key), value, 'PX', ttlMs),
      (answer) => (answer === 'OK' ? answer : undefined),
    );
  }

  async get(key: string): Promise<string | undefined> {
    checkStateKey(key);
    const found = await this.connection.run((client) => client.get(named(key)), readText);
    return found.value;
  }

  async delete(key: string): Promise<boolean> {
    checkStateKey(key);
    return this.connection.run(
      (client) => client.del(named(key)),
      (answer) => (answer === 0 || answer === 1 ? answer === 1 : undefined),
    );
  }
}

/** Apart from the keys of limits. */
function named(key: string): string {
  return `state:${key}`;
}

function readCounter(answer: unknown): StateCounter | undefined {
  if (!Array.isArray(answer) || answer.length !== 2 || typeof answer[0] !== 'string') return undefined;
  const [value, remainingMs] = [Number(answer[0]), answer[1] as unknown];
  if (!Number.isSafeInteger(value) || !Number.isSafeInteger(remainingMs)) return undefined;
  return { value, remainingMs: remainingMs as number };
}

function readText(answer: unknown): { readonly value: string | undefined } | undefined {
  if (answer === null) return { value: undefined };
  return typeof answer === 'string' ? { value: answer } : undefined;
}
