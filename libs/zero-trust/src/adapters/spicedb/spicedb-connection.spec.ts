import { once } from 'node:events';
import { createServer, type Http2Server, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DependencyUnavailableError } from '../../kernel/errors.js';
import { spicedb } from './spicedb.js';

const MODEL = 'model\n  schema 1.1\ntype user\ntype order\n  relations\n    define creator: [user]\n';

let server: Http2Server;
let sessions: ServerHttp2Session[];

beforeEach(async () => {
  sessions = [];
  server = createServer();
  server.on('session', (session) => sessions.push(session));
  // Calls come in and are never answered.
  server.on('stream', (stream) => stream.on('error', () => undefined));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(() => {
  server.close();
  for (const session of sessions) session.destroy();
});

describe('an engine on SpiceDB', () => {
  it('leaves no connection behind when it cannot start', async () => {
    const { port } = server.address() as AddressInfo;
    const options = { endpoint: `127.0.0.1:${port}`, token: 'secret', model: MODEL };
    const starting = spicedb({ ...options, loadTimeoutSeconds: 1, maxRetries: 0 }).create();
    await expect(starting).rejects.toThrow(DependencyUnavailableError);
    expect(sessions.length).toBeGreaterThan(0);
    await expect.poll(() => sessions.filter(({ destroyed }) => !destroyed)).toEqual([]);
  });
});
