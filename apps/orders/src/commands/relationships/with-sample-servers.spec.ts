import { describe, expect, it } from 'vitest';
import { withSampleServers } from './with-sample-servers.js';

const OPENFGA = { DATABASE_URL: 'postgres://db/orders', OPENFGA_URL: 'http://localhost:8080' };

const filled = (args: readonly string[], variables: Readonly<Record<string, string>>): string =>
  withSampleServers(args, variables).join(' ');

describe('withSampleServers', () => {
  it('compares the servers that the API uses, by the names that it gives them', () => {
    expect(filled(['reconcile', '--repair'], OPENFGA)).toBe(
      'reconcile --repair --database postgres://db/orders --schema orders ' +
        '--openfga http://localhost:8080 --store orders --outbox openfga:orders',
    );
    expect(filled(['reconcile'], { SPICEDB_ENDPOINT: 'localhost:50051' })).toBe(
      'reconcile --spicedb localhost:50051 --outbox spicedb',
    );
  });

  it('leaves what was typed, and other commands, alone', () => {
    const typed = ['reconcile', '--store=other', '--outbox', 'mine'];
    expect(filled(typed, { ...OPENFGA, OPENFGA_STORE_ID: '01J' })).toBe(
      'reconcile --store=other --outbox mine --database postgres://db/orders --schema orders ' +
        '--openfga http://localhost:8080',
    );
    for (const args of [['check', 'a'], ['reconcile', '--help'], []]) {
      expect(withSampleServers(args, OPENFGA)).toEqual(args);
    }
  });
});
