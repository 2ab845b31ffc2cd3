import { OPERATOR_KEY, demoPassword, readKey } from '@sample/shared';
import { createOperatorAssertion } from '@sample/auth';
import { decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getJson, login, postJson, requestToken, type Answer } from './auth-requests.js';
import { startAuthServer, type AuthServer } from './auth-server.js';

const PATH = '/local/signing-keys/rotate';

describe('rotation of the signing key', () => {
  let server: AuthServer;

  beforeAll(async () => {
    server = await startAuthServer();
  });

  afterAll(() => server.stop());

  const publishedKids = async (): Promise<string[]> => {
    const { body } = await getJson(server, '/jwks');
    return (body['keys'] as { kid: string }[]).map(({ kid }) => kid);
  };
  const rotate = async (): Promise<Answer> => {
    const key = await readKey(server.environment.dataDir, OPERATOR_KEY);
    const assertion = await createOperatorAssertion({
      key,
      endpoint: `${server.issuer}${PATH}`,
      clock: server.clock,
    });
    return postJson(server, PATH, { body: '', headers: { authorization: `Bearer ${assertion}` } });
  };
  const signingKids = async (): Promise<unknown[]> => {
    const person = await login(server, { email: 'bob@example.com', password: demoPassword('bob') });
    const service = await requestToken(server);
    return [person, service].map(({ body }) => decodeProtectedHeader(String(body['access_token'])).kid);
  };

  it('signs with a key that was already published, and goes on publishing the previous one', async () => {
    const before = await publishedKids();
    const { status, body } = await rotate();
    expect(status).toBe(200);
    expect(before).toContain(body['current']);
    expect(await publishedKids()).toEqual(expect.arrayContaining(before));
    expect(await signingKids()).toEqual([body['current'], body['current']]);
    expect(body['previous']).toBe(before[0]);
  });

  it('never signs with a key that was unknown two rotations ago', async () => {
    const known = await publishedKids();
    const used = [(await rotate()).body['current'], (await rotate()).body['current']];
    expect(known).toEqual(expect.arrayContaining(used));
  });

  it('erases the private half of a retired key', async () => {
    const { body } = await rotate();
    const row = await server.database.db
      .selectFrom('signing_keys')
      .select(['state', 'private_jwk'])
      .where('kid', '=', String(body['previous']))
      .executeTakeFirst();
    expect(row).toEqual({ state: 'previous', private_jwk: null });
  });

  it('publishes a retired key until every token that it signed is dead, and no longer', async () => {
    const { body } = await rotate();
    server.clock.advanceSeconds(960);
    expect(await publishedKids()).toContain(body['previous']);
    server.clock.advanceSeconds(60);
    expect(await publishedKids()).not.toContain(body['previous']);
    expect(await publishedKids()).toHaveLength(3);
  });

  it('keeps its keys over a restart', async () => {
    const before = await publishedKids();
    await server.restart();
    expect(await publishedKids()).toEqual(before);
  });

  it('makes simultaneous rotations follow one another', async () => {
    const rotations = await Promise.all(Array.from({ length: 5 }, () => rotate()));
    expect(rotations.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(new Set(rotations.map(({ body }) => body['current'])).size).toBe(5);
    const current = await server.database.db
      .selectFrom('signing_keys')
      .select('kid')
      .where('state', '=', 'current')
      .execute();
    expect(await signingKids()).toEqual([current[0]?.kid, current[0]?.kid]);
  });
});
