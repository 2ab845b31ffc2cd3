import { randomUUID } from 'node:crypto';
import {
  checkStandingWrite,
  type StandingChange,
  type StandingPage,
  type StandingStore,
  type StandingWrite,
} from '../../identity/standing/standing-store.port.js';
import type { RedisConnection } from './redis-connection.js';

/** Of one script's keys: the braces keep them on one node of a cluster. */
const KEYS: readonly string[] = ['head', 'facts', 'positions', 'expiries'].map(
  (name) => `{standing}:${name}`,
);
const FACTS_PER_PAGE = 1_000;
const HEAD_LENGTH = 4;
const FACT_LENGTH = 4;

/**
 * The {@link StandingStore} on Redis, shared by all instances; times are the server's. It outlives a restart of the server
 * only where that keeps its data (`appendonly yes`), and needs `maxmemory-policy noeviction`.
 */
export class RedisStandingStore implements StandingStore {
  constructor(private readonly connection: RedisConnection) {}

  async write(write: StandingWrite): Promise<number> {
    checkStandingWrite(write);
    const { key, value, ttlMs } = write;
    return this.connection.run(
      (client) => client.standingWrite(...KEYS, randomUUID(), key, value, ttlMs ?? ''),
      (answer) => (isCount(answer) && answer > 0 ? answer : undefined),
    );
  }

  async read(cursor: string | undefined): Promise<StandingPage> {
    const [epoch = '', position = ''] = cursor?.split('|') ?? [];
    return this.connection.run(
      (client) => client.standingRead(...KEYS, randomUUID(), epoch, position, FACTS_PER_PAGE),
      readPage,
    );
  }
}

function readPage(answer: unknown): StandingPage | undefined {
  if (!Array.isArray(answer) || answer.length % FACT_LENGTH !== 0 || answer.length < HEAD_LENGTH)
    return undefined;
  const [epoch, isFromStart, position, hasMore] = answer as unknown[];
  if (typeof epoch !== 'string' || epoch === '' || !isCount(position)) return undefined;
  if (!isFlag(isFromStart) || !isFlag(hasMore)) return undefined;
  const changes = readChanges(answer.slice(HEAD_LENGTH));
  if (changes === undefined) return undefined;
  return {
    isFromStart: isFromStart === 1,
    changes,
    cursor: `${epoch}|${position}`,
    hasMore: hasMore === 1,
  };
}

/** One fact that cannot be read spoils the page: it may be a lock. */
function readChanges(parts: readonly unknown[]): readonly StandingChange[] | undefined {
  if (!parts.every((part) => typeof part === 'string')) return undefined;
  const changes: StandingChange[] = [];
  for (let index = 0; index < parts.length; index += FACT_LENGTH) {
    const [key = '', value = '', remaining = '', position = ''] = parts.slice(index, index + FACT_LENGTH);
    const change = {
      key,
      value: Number(value),
      remainingMs: remaining === '' ? undefined : Number(remaining),
      position: Number(position),
    };
    if (key === '' || value === '' || !isCount(change.value) || !isCount(change.position)) return undefined;
    changes.push(change);
  }
  return changes;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isFlag(value: unknown): boolean {
  return value === 0 || value === 1;
}
