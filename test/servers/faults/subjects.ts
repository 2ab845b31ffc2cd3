import { POSTGRES_JUNK } from '../postgres/junk.js';
import type { Junk } from '../support/junk-server.js';
import { OwnOpenFga } from '../support/own-openfga.js';
import { OwnPostgres } from '../support/own-postgres.js';
import { OwnRedis } from '../support/own-redis.js';
import type { OwnServer } from '../support/own-server.js';
import type { Dependency } from './questions.js';

/** A server that the orders API runs on in production, and what the API promises of its failures. */
export interface Subject {
  readonly name: Dependency;
  /** What `/health/ready` says meanwhile. */
  readonly notReady: string;
  /** The API's variable for it. */
  readonly variable: string;
  start(): Promise<OwnServer>;
  /** The longest wait for it in one request, by the API's settings. */
  readonly deadlineMs: number;
  /** What something else on its port might say; one of these for each connection. */
  readonly junk: readonly Junk[];
}

const NOISE = Buffer.from(Array.from({ length: 4_096 }, (_, index) => (index * 167 + 13) % 256));
const WEB_PAGE = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\nOK';
const GRANT =
  'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 19\r\n\r\n{"Allowed": "true"}';

/** Each of them with a process of its own. */
export const SUBJECTS: readonly Subject[] = [
  {
    name: 'PostgreSQL',
    notReady: 'Not ready: no answer from storage. Try again later.',
    variable: 'DATABASE_URL',
    start: () => OwnPostgres.start(),
    // For a connection, then for a statement.
    deadlineMs: 10_000,
    junk: POSTGRES_JUNK.map(({ junk }) => junk),
  },
  {
    name: 'Redis',
    // Probes are counted as well, so they are refused before anybody asks.
    notReady: 'A service that this decision depends on is unavailable. Try again later.',
    variable: 'REDIS_URL',
    start: () => OwnRedis.start(),
    // The limit of an address, then that of an identity.
    deadlineMs: 2 * 250,
    junk: [undefined, WEB_PAGE, NOISE, '+OK\r\n', '*3\r\n:-1\r\n:1\r\n:0\r\n', '$536870912\r\nx'],
  },
  {
    name: 'OpenFGA',
    notReady: 'Not ready: no answer from openfga. Try again later.',
    variable: 'OPENFGA_URL',
    start: () => OwnOpenFga.start(),
    // The membership or relation, then a listing or a change.
    deadlineMs: 1_500 + 3_000,
    junk: [
      undefined,
      WEB_PAGE,
      NOISE,
      GRANT,
      'HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n{"allowed":true',
    ],
  },
];
