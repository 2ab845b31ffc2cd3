import { EventEmitter } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { postgresListener } from './postgres-listener.js';

/** A connection that does what the test says. */
class FakeClient extends EventEmitter {
  readonly statements: string[] = [];
  readonly end = vi.fn<() => Promise<void>>(() => Promise.resolve());

  constructor(private readonly answer: Promise<void>) {
    super();
  }

  connect(): Promise<void> {
    return this.answer;
  }

  async query(statement: string): Promise<void> {
    this.statements.push(statement);
  }
}

function setUp(...answers: readonly Promise<void>[]) {
  const clients: FakeClient[] = [];
  const create = (): FakeClient => {
    const client = new FakeClient(answers[clients.length] ?? Promise.resolve());
    clients.push(client);
    return client;
  };
  const notify = vi.fn<() => void>();
  const listen = postgresListener(create, { reconnectMs: 100, connectTimeoutMs: 200 });
  return { clients, notify, start: () => listen('relationship_changes', notify) };
}

afterEach(() => void vi.useRealTimers());

describe('a listener on PostgreSQL', () => {
  it('listens on the channel, and hands on every notification', async () => {
    const { clients, notify, start } = setUp();
    await start();
    await vi.waitFor(() => expect(notify).toHaveBeenCalledTimes(1));
    clients[0]?.emit('notification', {});
    expect(clients[0]?.statements).toEqual(['listen "relationship_changes"']);
    expect(notify).toHaveBeenCalledTimes(2);
  });

  it.each(['error', 'end'])('connects again after %s, and asks for what it missed', async (event) => {
    vi.useFakeTimers();
    const { clients, notify, start } = setUp();
    await start();
    await vi.advanceTimersByTimeAsync(0);
    clients[0]?.emit(event, new Error('connection lost'));
    clients[0]?.emit('end');
    await vi.advanceTimersByTimeAsync(100);
    expect([clients.length, notify.mock.calls.length]).toEqual([2, 2]);
  });

  it('keeps trying when the database refuses, or never answers', async () => {
    vi.useFakeTimers();
    const never = new Promise<void>(() => undefined);
    const { clients, notify, start } = setUp(Promise.reject(new Error('refused')), never);
    await start();
    await vi.advanceTimersByTimeAsync(500);
    expect([clients.length, notify.mock.calls.length]).toEqual([3, 1]);
  });

  it('leaves nothing behind when it is closed', async () => {
    vi.useFakeTimers();
    const { clients, start } = setUp();
    const stop = await start();
    await stop();
    clients[0]?.emit('end');
    await vi.advanceTimersByTimeAsync(1_000);
    expect([clients.length, clients[0]?.end.mock.calls.length]).toEqual([1, 1]);
  });
});
