import { describe, expect, it } from 'vitest';
import { ConsumerTallies } from './consumer-tallies.js';
import type { DeprecatedCall } from './deprecated-call.js';

function call(subject: string | undefined, changes: Partial<DeprecatedCall> = {}): DeprecatedCall {
  const consumer =
    subject === undefined ? undefined : { issuer: 'https://auth.example.com', clientId: 'shop', subject };
  return { route: 'GET /v1/orders', version: '1', consumer, outcome: 'answered', at: 1_000, ...changes };
}

function linesOf(tallies: ConsumerTallies): readonly string[] {
  return tallies.rows().map(({ caller, consumer, route, version, counts }) => {
    const { answered, refused, brownout, afterEnd, firstSeen, lastSeen } = counts;
    return `${consumer?.subject ?? caller} ${route} ${version} ${answered}/${refused}/${brownout}/${afterEnd} ${firstSeen}-${lastSeen}`;
  });
}

describe('ConsumerTallies', () => {
  it('counts by what came of a call, and knows the first and the last in whatever order they are read', () => {
    const tallies = new ConsumerTallies(10);
    tallies.add(call('bob', { at: 2_000, outcome: 'refused' }));
    tallies.add(call('bob', { at: 3_000, outcome: 'afterEnd' }));
    tallies.add(call('bob', { at: 1_000, outcome: 'brownout' }));
    tallies.add(call('bob', { at: 2_500 }));
    expect(linesOf(tallies)).toEqual(['bob GET /v1/orders 1 1/1/1/1 1000-3000']);
  });

  it('sorts by route and version, then consumers by their last call, and puts anonymous callers last', () => {
    const tallies = new ConsumerTallies(10);
    tallies.add(call(undefined, { at: 9_000 }));
    tallies.add(call('bob'));
    tallies.add(call('zoe', { at: 5_000 }));
    tallies.add(call('amy'));
    tallies.add(call('bob', { version: '0' }));
    tallies.add(call('bob', { route: 'GET /a' }));
    expect(linesOf(tallies)).toEqual([
      'bob GET /a 1 1/0/0/0 1000-1000',
      'bob GET /v1/orders 0 1/0/0/0 1000-1000',
      'zoe GET /v1/orders 1 1/0/0/0 5000-5000',
      'amy GET /v1/orders 1 1/0/0/0 1000-1000',
      'bob GET /v1/orders 1 1/0/0/0 1000-1000',
      'anonymous GET /v1/orders 1 1/0/0/0 9000-9000',
    ]);
  });

  it('takes one subject of two clients or issuers for two consumers', () => {
    const tallies = new ConsumerTallies(10);
    const consumer = { issuer: 'https://auth.example.com', clientId: 'shop', subject: 'bob' };
    for (const changes of [{}, { clientId: 'app' }, { issuer: 'https://other.example.com' }]) {
      tallies.add(call('bob', { consumer: { ...consumer, ...changes } }));
    }
    expect(tallies.rows()).toHaveLength(3);
  });

  it('is not grown by many identities: beyond its room they share a row, on each route for itself', () => {
    const tallies = new ConsumerTallies(2);
    tallies.add(call(undefined));
    for (let index = 0; index < 1_000; index += 1) tallies.add(call(`user-${index}`, { at: index }));
    tallies.add(call('user-1', { at: 2_000 }));
    tallies.add(call('user-999', { at: 3_000 }));
    tallies.add(call('bob', { route: 'GET /v1/prices' }));
    expect(linesOf(tallies)).toEqual([
      'user-1 GET /v1/orders 1 2/0/0/0 1-2000',
      'user-0 GET /v1/orders 1 1/0/0/0 0-0',
      'others GET /v1/orders 1 999/0/0/0 2-3000',
      'anonymous GET /v1/orders 1 1/0/0/0 1000-1000',
      'bob GET /v1/prices 1 1/0/0/0 1000-1000',
    ]);
  });

  it('lets no name pass for one of the shared rows', () => {
    const tallies = new ConsumerTallies(10);
    tallies.add(call('others'));
    tallies.add(call('anonymous'));
    expect(tallies.rows().map(({ caller }) => caller)).toEqual(['consumer', 'consumer']);
  });
});
