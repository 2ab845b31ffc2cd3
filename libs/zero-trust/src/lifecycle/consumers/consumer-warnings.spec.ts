import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryStateStore } from '../../kernel/memory-state-store.js';
import type { StateStore } from '../../kernel/state-store.port.js';
import type { Lifetime } from '../lifetime.js';
import { ConsumerTallies } from './consumer-tallies.js';
import { DAY_MS, type ConsumerWarning } from './consumer-warning.js';
import { ConsumerWarnings } from './consumer-warnings.js';
import { resolveConsumersOptions, type ConsumersOptions } from './consumers.options.js';
import type { DeprecatedCall } from './deprecated-call.js';

const END = Date.parse('2027-12-31T00:00:00Z');
const LIFETIME: Lifetime = {
  deprecatedSince: undefined,
  end: END,
  successor: '/v2/orders',
  docs: undefined,
  brownouts: [],
};
const BOB = { issuer: 'https://auth.example.com', clientId: 'shop', subject: 'bob' };
const HOUR_MS = 3_600_000;
const never = new AbortController().signal;
let now = END - DAY_MS;
const clock = { now: () => now };

interface SetUp extends ConsumersOptions {
  readonly lifetime?: Partial<Lifetime>;
  readonly calls?: readonly Partial<DeprecatedCall>[];
  readonly state?: StateStore;
  readonly maxConsumers?: number;
}

function setUp({ lifetime, calls = [{}], state, maxConsumers = 100, ...options }: SetUp = {}) {
  const told: ConsumerWarning[] = [];
  const onWarning = options.onWarning ?? ((warning: ConsumerWarning) => void told.push(warning));
  const store = state ?? new MemoryStateStore({ clock, maxEntries: 100 });
  const warnings = new ConsumerWarnings(resolveConsumersOptions({ ...options, onWarning }), clock, store);
  const tallies = new ConsumerTallies(maxConsumers);
  for (const call of calls) {
    const route = 'GET /v1/orders';
    tallies.add({ route, version: '1', consumer: BOB, outcome: 'answered', at: now, ...call });
  }
  const place = {
    route: 'GET /v1/orders',
    recordedVersion: '1',
    version: '1',
    lifetime: { ...LIFETIME, ...lifetime },
  };
  return { told, tell: (signal = never) => warnings.tell({ routes: [place], rows: tallies.rows(), signal }) };
}

beforeEach(() => {
  now = END - DAY_MS;
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('ConsumerWarnings', () => {
  it('says who calls what, how much, what comes and when', async () => {
    const { told, tell } = setUp({ calls: [{}, { at: now - 5 }] });
    await tell();
    expect(told).toEqual([
      {
        consumer: BOB,
        route: 'GET /v1/orders',
        version: '1',
        event: 'end',
        at: new Date(END),
        successor: '/v2/orders',
        docs: undefined,
        lastSeen: new Date(now),
        answered: 2,
      },
    ]);
  });

  it.each([
    [30 * DAY_MS, 1],
    [30 * DAY_MS + 1, 0],
    [1, 1],
    [0, 0],
    [-1, 0],
  ])('%i ms ahead of the end: %i warnings', async (ahead, count) => {
    now = END - ahead;
    const { told, tell } = setUp();
    await tell();
    expect(told).toHaveLength(count);
  });

  it('names a brownout if that comes before the end, and the end once all are over', async () => {
    const brownouts = [{ from: END - 3 * DAY_MS, until: END - 2 * DAY_MS }];
    now = END - 3 * DAY_MS - 1;
    const before = setUp({ lifetime: { brownouts } });
    await before.tell();
    now += 1;
    const within = setUp({ lifetime: { brownouts } });
    await within.tell();
    expect([...before.told, ...within.told].map(({ event, at }) => [event, at.getTime()])).toEqual([
      ['brownout', END - 3 * DAY_MS],
      ['end', END],
    ]);
  });

  it('warns of nobody whose last call is too long ago, or who is not known', async () => {
    const active = setUp({ activeDays: 7, calls: [{ at: now - 7 * DAY_MS }] });
    const silent = setUp({ activeDays: 7, calls: [{ at: now - 7 * DAY_MS - 1 }] });
    const anonymous = setUp({ calls: [{ consumer: undefined }] });
    for (const { tell } of [active, silent, anonymous]) await tell();
    expect([active, silent, anonymous].map(({ told }) => told.length)).toEqual([1, 0, 0]);
  });

  it('warns of nothing that is deprecated without an end', async () => {
    const { told, tell } = setUp({ lifetime: { end: undefined } });
    await tell();
    expect(told).toEqual([]);
  });

  it('tells of each consumer and route once a day', async () => {
    const ann = { ...BOB, subject: 'ann' };
    now = END - 5 * DAY_MS;
    const { told, tell } = setUp({ calls: [{}, { consumer: ann }] });
    await tell();
    now += DAY_MS - 1;
    await tell();
    expect(told.map(({ consumer }) => consumer.subject)).toEqual(['ann', 'bob']);
    now += 1;
    await tell();
    expect(told).toHaveLength(4);
  });

  it('tells of it once for all instances that share their state', async () => {
    const state = new MemoryStateStore({ clock, maxEntries: 100 });
    const [one, other] = [setUp({ state }), setUp({ state })];
    await Promise.all([one.tell(), other.tell()]);
    expect([...one.told, ...other.told]).toHaveLength(1);
  });

  it('tells the others in the same round when a listener throws, and logs nothing of what it said', async () => {
    const log = vi.spyOn(Logger.prototype, 'error').mockReturnValue(undefined);
    const told: string[] = [];
    const onWarning = ({ consumer: { subject } }: ConsumerWarning): void => {
      if (subject !== 'bob') throw new TypeError(`no address for ${subject}`);
      told.push(subject);
    };
    const [ann, ben] = [
      { ...BOB, subject: 'ann' },
      { ...BOB, subject: 'ben' },
    ];
    const { tell } = setUp({ onWarning, calls: [{ consumer: ann }, { consumer: ben }, {}] });
    await tell();
    expect(told).toEqual(['bob']);
    expect(log.mock.calls).toEqual([['2 lifecycle warnings were not delivered: TypeError.']]);
  });

  it('tells again, an hour later and not whenever it is asked, what a listener threw at; then not for a day', async () => {
    vi.spyOn(Logger.prototype, 'error').mockReturnValue(undefined);
    now = END - 5 * DAY_MS;
    const onWarning = vi.fn<() => void>().mockImplementationOnce(() => {
      throw new Error('mail is down');
    });
    const { tell } = setUp({ onWarning });
    const counts: number[] = [];
    for (const wait of [0, HOUR_MS / 2 - 1, HOUR_MS, HOUR_MS, DAY_MS - HOUR_MS]) {
      now += wait;
      await tell();
      counts.push(onWarning.mock.calls.length);
    }
    expect(counts).toEqual([1, 1, 2, 2, 3]);
  });

  it('tells everybody whose warning can be delivered, although more than fit into a round never can', async () => {
    vi.spyOn(Logger.prototype, 'error').mockReturnValue(undefined);
    const refused = Array.from({ length: 2_500 }, (_, index) => ({
      consumer: { ...BOB, subject: `bad-${index}` },
      at: now,
    }));
    const told: string[] = [];
    let isDown = true;
    const onWarning = ({ consumer: { subject } }: ConsumerWarning): void => {
      if (isDown || subject !== 'bob') throw new Error('refused');
      told.push(subject);
    };
    const state = new MemoryStateStore({ clock, maxEntries: 5_000 });
    const { tell } = setUp({ onWarning, calls: [...refused, { at: now - 1 }], state, maxConsumers: 3_000 });
    // Everybody has failed once before the listener is mended.
    for (let hour = 0; hour < 3; hour += 1, now += HOUR_MS) await tell();
    isDown = false;
    for (let hour = 0; hour < 3; hour += 1, now += HOUR_MS) await tell();
    expect(told).toEqual(['bob']);
  });

  it('does not wait for a listener that hangs, and lets no second round begin meanwhile', async () => {
    vi.useFakeTimers();
    const log = vi.spyOn(Logger.prototype, 'error').mockReturnValue(undefined);
    const onWarning = vi.fn<() => Promise<void>>(() => new Promise(() => undefined));
    const { tell } = setUp({ onWarning, calls: [{}, { consumer: { ...BOB, subject: 'ann' } }] });
    const round = tell();
    await tell();
    await vi.advanceTimersByTimeAsync(4_999);
    expect(onWarning).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(5_003);
    await round;
    expect(onWarning).toHaveBeenCalledTimes(2);
    expect(log.mock.calls).toEqual([
      ['2 lifecycle warnings were not delivered: DependencyUnavailableError.'],
    ]);
  });

  it('tells no more once the application ends', async () => {
    const end = new AbortController();
    const onWarning = vi.fn<() => void>(() => end.abort());
    const { tell } = setUp({ onWarning, calls: [{}, { consumer: { ...BOB, subject: 'ann' } }] });
    await tell(end.signal);
    expect(onWarning).toHaveBeenCalledTimes(1);
  });

  it('tells nothing, and rejects nothing, while the shared state is down', async () => {
    const log = vi.spyOn(Logger.prototype, 'error').mockReturnValue(undefined);
    const state = new MemoryStateStore({ clock, maxEntries: 1 });
    vi.spyOn(state, 'setIfAbsent').mockRejectedValueOnce(new Error('secret of the connection'));
    const { told, tell } = setUp({ state });
    await tell();
    expect(told).toEqual([]);
    expect(log.mock.calls).toEqual([['A lifecycle warning was not delivered: Error.']]);
    await tell();
    expect(told).toHaveLength(1);
  });

  it('tells a thousand in a round at most, and the rest in the next', async () => {
    const calls = Array.from({ length: 1_001 }, (_, index) => ({
      consumer: { ...BOB, subject: `user-${index}` },
    }));
    const state = new MemoryStateStore({ clock, maxEntries: 2_000 });
    const { told, tell } = setUp({ calls, state, maxConsumers: calls.length });
    await tell();
    expect(told).toHaveLength(1_000);
    await tell();
    expect(new Set(told.map(({ consumer }) => consumer.subject)).size).toBe(1_001);
  });

  it('is a structured line of the log if nobody else wants it', async () => {
    const log = vi.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
    const state = new MemoryStateStore({ clock, maxEntries: 1 });
    const warnings = new ConsumerWarnings(resolveConsumersOptions(), clock, state);
    const tallies = new ConsumerTallies(1);
    tallies.add({ route: 'GET /a', version: undefined, consumer: BOB, outcome: 'answered', at: now });
    const place = { route: 'GET /a', recordedVersion: undefined, version: undefined, lifetime: LIFETIME };
    await warnings.tell({ routes: [place], rows: tallies.rows(), signal: never });
    expect(log.mock.calls).toEqual([
      [
        {
          message: 'A consumer still calls a route that will be gone.',
          ...BOB,
          route: 'GET /a',
          version: undefined,
          event: 'end',
          at: '2027-12-31T00:00:00.000Z',
          successor: '/v2/orders',
          docs: undefined,
          lastSeen: '2027-12-30T00:00:00.000Z',
          answered: 1,
        },
      ],
    ]);
  });
});
