import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../audit/audit-entry.js';
import { memoryAuditSink } from '../../audit/memory-audit-sink.js';
import { declaredOn, type DeclarationKey } from '../../kernel/route-declaration.js';
import { resolveConsumersOptions } from '../../lifecycle/consumers/consumers.options.js';
import { Sunset } from '../../lifecycle/sunset.decorator.js';
import type { RoutePlan } from '../plan.js';
import { RoutePlans } from '../route-plans.js';
import { DeprecatedCalls } from './deprecated-calls.js';

const never = new AbortController().signal;
const END = '2027-12-31';

@Sunset(END)
class Ending {}

/** A route of version 1 that ends. */
function planOf(path: string): RoutePlan {
  const mounts = [{ path, version: '1' }];
  const declared = <T>(key: DeclarationKey<T>): readonly T[] => declaredOn(Ending, key);
  const route = { controller: Ending, handler: () => path, method: 'GET', paths: [path], mounts, declared };
  return { route, judgedBy: { version: '1' } } as unknown as RoutePlan;
}

function entryOf(
  path: string,
  changes: { readonly subject?: string; readonly version?: string },
): AuditEntry {
  const { subject = 'bob', version = '1' } = changes;
  const record = {
    time: '2027-06-01T12:00:00.000Z',
    decision: 'allow',
    route: `GET ${path}`,
    version,
    stages: { 'check-lifecycle': 'passed', 'prove-possession': 'passed' },
    identity: { issuer: 'https://auth.example.com', subject, graphSubject: `user:${subject}` },
    clientId: 'shop',
  };
  return { record } as unknown as AuditEntry;
}

function start(paths: readonly string[]) {
  const plans = new RoutePlans();
  plans.set(paths.map(planOf));
  const sink = memoryAuditSink();
  const clock = { now: () => Date.parse('2027-06-01T12:00:00Z') };
  const calls = new DeprecatedCalls(plans, { sunsets: {} }, resolveConsumersOptions(), sink, clock);
  calls.start();
  return { calls, sink };
}

const namesOf = ({ rows }: DeprecatedCalls): readonly string[] =>
  rows.map(({ consumer, caller }) => consumer?.subject ?? caller);

describe('DeprecatedCalls', () => {
  it('keeps 10,000 consumers of a route apart, and no more', async () => {
    const { calls, sink } = start(['/orders']);
    for (let index = 0; index < 10_002; index += 1)
      sink.write(entryOf('/orders', { subject: `user-${index}` }));
    await calls.read(never);
    expect(calls.rows).toHaveLength(10_001);
    expect(calls.rows.at(-1)).toMatchObject({ caller: 'others', counts: { answered: 2 } });
    expect(calls.report()).toMatchObject({ truncated: true });
  });

  it('keeps 50,000 consumers of all routes together apart, and no more', async () => {
    const paths = Array.from({ length: 25_000 }, (_, index) => `/orders/${index}`);
    const { calls, sink } = start(paths);
    for (const subject of ['ann', 'bob', 'eve']) sink.write(entryOf('/orders/7', { subject }));
    await calls.read(never);
    expect(namesOf(calls)).toEqual(['ann', 'bob', 'others']);
  });

  it('keeps nothing of another version at the same path', async () => {
    const { calls, sink } = start(['/orders']);
    sink.write(entryOf('/orders', { version: '2', subject: 'ann' }));
    sink.write(entryOf('/orders', {}));
    await calls.read(never);
    expect(namesOf(calls)).toEqual(['bob']);
  });

  it('goes on behind what is no record, and counts each call once', async () => {
    const { calls, sink } = start(['/orders']);
    const { record } = entryOf('/orders', {});
    const { identity: _identity, ...odd } = record;
    for (const line of [record, odd, record]) sink.write({ record: line } as unknown as AuditEntry);
    await calls.read(never);
    await calls.read(never);
    expect(calls.rows).toMatchObject([{ caller: 'consumer', counts: { answered: 2 } }]);
    expect(calls.report()).toMatchObject({ complete: true });
  });
});
