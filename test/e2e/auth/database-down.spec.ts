import { demoPassword } from '@sample/shared';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientAssertion, getJson, login, refresh, requestToken } from './auth-requests.js';
import { startAuthServer, type AuthServer } from './auth-server.js';

describe('while the database does not answer', () => {
  let server: AuthServer;

  beforeAll(async () => {
    server = await startAuthServer();
    server.faults.down = true;
  });

  afterAll(() => server.stop());

  it('is alive but not ready', async () => {
    expect((await getJson(server, '/health/live')).status).toBe(200);
    expect((await getJson(server, '/health/ready')).status).toBe(503);
  });

  it('gives nobody a token, and says when to come back', async () => {
    const answers = [
      await login(server, { email: 'bob@example.com', password: demoPassword('bob') }),
      await refresh(server, 'A'.repeat(43)),
      await requestToken(server, { assertion: await clientAssertion(server) }),
    ];
    for (const { status, headers, body } of answers) {
      expect([status, headers.get('retry-after')]).toEqual([503, '1']);
      expect(JSON.stringify(body)).not.toContain('ECONNREFUSED');
    }
  });

  it('goes on publishing the keys, so that tokens that are out stay verifiable', async () => {
    expect((await getJson(server, '/jwks')).body['keys']).toHaveLength(3);
  });

  it('serves again as soon as the database does', async () => {
    server.faults.down = false;
    const guess = { email: 'bob@example.com', password: demoPassword('bob') };
    expect((await login(server, guess)).status).toBe(200);
  });
});
