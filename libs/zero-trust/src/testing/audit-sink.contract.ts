import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AuditEntry } from '../audit/audit-entry.js';
import type { AuditRecord } from '../audit/audit-record.js';
import type { AuditSink } from '../audit/audit-sink.port.js';
import type { ContractTestApi } from './relationship-engine.contract.js';

/** A sink under test, and a look at what it keeps. */
export interface AuditSinkUnderTest {
  /** Empty at first. */
  readonly sink: AuditSink;
  /** All that is kept, in its order, as the place where it is kept has it. */
  kept(): Promise<readonly AuditRecord[]>;
  /** Lets whatever is behind it fail from now on. @defaultValue none: a sink that nothing can fail */
  breakDown?(): Promise<void>;
}

/** A sink to hold to the contract, and the runner to do it with. */
export interface AuditSinkContract {
  readonly name: string;
  readonly createSink: () => Promise<AuditSinkUnderTest>;
  readonly testApi: ContractTestApi;
}

const MANY = 1_000;
const LONGEST_MS = 5_000;

/**
 * Declares the tests that every {@link AuditSink} passes, whatever is behind it.
 *
 * @example
 * ```ts
 * auditSinkContract({ name: 'mine', createSink: connect, testApi: { describe, it, expect } });
 * ```
 */
export function auditSinkContract(contract: AuditSinkContract): void {
  contract.testApi.describe(`${contract.name}: contract of an audit sink`, () => {
    keeping(contract);
    searching(contract);
    following(contract);
    ending(contract);
    failing(contract);
  });
}

function keeping({ createSink, testApi: { it, expect } }: AuditSinkContract): void {
  it('keeps every record once and in order, by the time that flush() ends', async () => {
    const { sink, kept } = await createSink();
    const entries = Array.from({ length: MANY }, () => entryOf({}));
    const returned = new Set(entries.map((entry): unknown => sink.write(entry)));
    await sink.flush();
    expect(idsOf(await kept())).toEqual(entries.map(({ record }) => record.decisionId));
    // Whoever writes is in the middle of a request: it neither waits nor is told anything.
    expect([...returned]).toEqual([undefined]);
    expect(sink.fault()).toEqual(undefined);
    await sink.close();
  });

  it('keeps a record as it is, whatever it holds', async () => {
    const { sink, kept } = await createSink();
    const hostile = [
      '"\\',
      '\u2028\u2029\r\n\t',
      '\u0000\u001b[31m',
      'é😀',
      "'; DROP TABLE audit; --",
      '__proto__',
    ];
    const entries = hostile.map((text) => entryOf({ path: `/${text}`, reason: text }));
    entries.push(entryOf({ path: `/${'é'.repeat(2_047)}` }));
    for (const entry of entries) sink.write(entry);
    await sink.flush();
    expect(await kept()).toEqual(entries.map(({ record }) => record));
    await sink.close();
  });
}

function searching({ createSink, testApi: { it, expect } }: AuditSinkContract): void {
  it('finds the record of a decision, if it can look anything up, and none for another', async () => {
    const { sink } = await createSink();
    const entries = Array.from({ length: 3 }, () => entryOf({}));
    for (const entry of entries) sink.write(entry);
    await sink.flush();
    const find = async (id: string): Promise<unknown> => sink.find?.(id, AbortSignal.timeout(LONGEST_MS));
    const wanted = entries[1]?.record;
    expect(await find(wanted?.decisionId ?? '')).toEqual(sink.find === undefined ? undefined : wanted);
    for (const other of [randomUUID(), '', '%', '*', '../..']) expect(await find(other)).toEqual(undefined);
    await sink.close();
  });
}

/** A follower tells of each record once, and of the routes that it was asked about. */
function following({ createSink, testApi: { it, expect } }: AuditSinkContract): void {
  it('hands over what was written since the last time, if it can be read', async () => {
    const { sink } = await createSink();
    const routes = new Set(['GET /orders/:id']);
    const follower = sink.follow?.({ routes, maxAgeMs: LONGEST_MS });
    const entries = [entryOf({}), entryOf({ route: 'GET /other' }), entryOf({})];
    const seen: string[] = [];
    for (const entry of entries) {
      sink.write(entry);
      await sink.flush();
      await follower?.read((record) => seen.push(record.decisionId), AbortSignal.timeout(LONGEST_MS));
    }
    const asked = entries.filter(({ record }) => routes.has(record.route ?? ''));
    const expected = follower === undefined ? [] : asked.map(({ record }) => record.decisionId);
    expect(seen).toEqual(expected);
    await sink.close();
  });
}

function ending({ createSink, testApi: { it, expect } }: AuditSinkContract): void {
  it('keeps what it took before close(), and takes nothing after it', async () => {
    const { sink, kept } = await createSink();
    const entry = entryOf({});
    sink.write(entry);
    await sink.close();
    expect(await kept()).toEqual([entry.record]);
    sink.write(entryOf({}));
    expect(await kept()).toEqual([entry.record]);
  });
}

function failing({ createSink, testApi: { it, expect } }: AuditSinkContract): void {
  it('says so once records cannot be kept, and never throws at who writes them', async () => {
    const { sink, breakDown } = await createSink();
    if (breakDown !== undefined) {
      await breakDown();
      const deadline = Date.now() + LONGEST_MS;
      do {
        sink.write(entryOf({}));
        await sleep(5);
      } while (sink.fault() === undefined && Date.now() < deadline);
      expect((sink.fault() ?? '').length > 0).toEqual(true);
    }
    await sink.close().catch(() => undefined);
  });
}

function entryOf(differences: Partial<AuditRecord>): AuditEntry {
  const line = JSON.stringify({ ...RECORD, decisionId: randomUUID(), ...differences });
  return {
    line,
    get record() {
      return JSON.parse(line) as AuditRecord;
    },
  };
}

function idsOf(records: readonly AuditRecord[]): readonly string[] {
  return records.map(({ decisionId }) => decisionId);
}

const RECORD: Omit<AuditRecord, 'decisionId'> = {
  time: '2027-06-30T12:00:00.000Z',
  decision: 'deny',
  code: 'ZT_SCOPE_MISSING',
  reason: 'orders:read is missing',
  stage: 'check-scopes',
  evidence: { 'check-scopes': { required: ['orders:read'] } },
  identity: { issuer: 'https://auth.example.com', subject: 'bob', graphSubject: 'user:bob' },
  clientId: 'test-client',
  method: 'GET',
  route: 'GET /orders/:id',
  path: '/orders/1',
  resource: [],
  status: 403,
  responseBytes: 312,
  durationMs: 1.204,
  sourceAddress: '127.0.0.1',
  aborted: false,
};
