import { demoPassword } from '@sample/shared';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { login, refresh, type Answer } from './auth-requests.js';
import { startAuthServer, startBeside, type AuthInstance, type AuthServer } from './auth-server.js';
import { codeFor, exchangeCode, pkce, postForm, tokensFor } from './browser.js';

type Instance = Pick<AuthServer, 'issuer'>;
type Use = (instance: Instance) => Promise<Answer>;

/** Something that is good once, and how its holder goes on with what it gave. */
interface SingleUse {
  readonly name: string;
  /** Obtains a new one. */
  readonly begin: (server: AuthServer) => Promise<Use>;
  readonly goOn: (instance: Instance, answer: Answer | undefined) => Promise<Answer>;
}

const refreshAtToken = (instance: Instance, token: unknown): Promise<Answer> =>
  postForm(instance, '/token', {
    grant_type: 'refresh_token',
    client_id: 'orders-app',
    refresh_token: String(token),
  });

const firstParty: SingleUse = {
  name: 'a refresh token at /auth/refresh',
  begin: async (server) => {
    const { body } = await login(server, { email: 'bob@example.com', password: demoPassword('bob') });
    return (instance) => refresh(instance, body['refresh_token']);
  },
  goOn: (instance, answer) => refresh(instance, answer?.body['refresh_token']),
};

const applicationToken: SingleUse = {
  name: 'a refresh token at /token',
  begin: async (server) => {
    const tokens = await tokensFor(server, 'bob');
    return (instance) => refreshAtToken(instance, tokens['refresh_token']);
  },
  goOn: (instance, answer) => refreshAtToken(instance, answer?.body['refresh_token']),
};

const code: SingleUse = {
  name: 'a code at /token',
  begin: async (server) => {
    const { verifier, challenge } = pkce();
    const issued = await codeFor(server, { name: 'bob', challenge });
    return (instance) => exchangeCode(instance, { code: issued, verifier });
  },
  goOn: applicationToken.goOn,
};

const SKEW_SECONDS = 30;
const outcome = ({ status, body }: Answer) => [status, body['error']];
const REFUSED = [400, 'invalid_grant'];

/** Lets the first uses lie so much further back by the database's clock, which nobody can move. */
async function letUsesAge({ database: { db } }: AuthServer, seconds: number): Promise<void> {
  const ms = seconds * 1_000;
  await db
    .updateTable('refresh_tokens')
    .set({ used_at: sql<number>`used_at - ${ms}::int8` })
    .execute();
  await db
    .updateTable('provider_models')
    .set({ consumed_at: sql<number>`consumed_at - ${ms}::int8` })
    .execute();
}

describe('what is good once, at two instances over one database', () => {
  let server: AuthServer;
  let beside: AuthInstance;
  let sameClock: AuthInstance;

  beforeAll(async () => {
    server = await startAuthServer();
    beside = await startBeside(server);
    sameClock = await startBeside(server, { clock: server.clock });
  });

  afterAll(async () => {
    await sameClock.stop();
    await beside.stop();
    await server.stop();
  });

  describe.each([firstParty, applicationToken, code])('$name', ({ begin, goOn }) => {
    it('is refused a second time though the clock of the first instance is ahead, and the family dies', async () => {
      const use = await begin(server);
      beside.clock.advanceSeconds(SKEW_SECONDS);
      const first = await use(beside);
      beside.clock.advanceSeconds(-SKEW_SECONDS);
      expect(first.status).toBe(200);
      expect(outcome(await use(server))).toEqual(REFUSED);
      expect(outcome(await goOn(server, first))).toEqual(REFUSED);
    });

    it('is refused a second time though the clock was put back, and the family dies', async () => {
      const use = await begin(server);
      const first = await use(server);
      server.clock.advanceSeconds(-SKEW_SECONDS);
      const second = await use(server);
      server.clock.advanceSeconds(SKEW_SECONDS);
      expect([first.status, ...outcome(second)]).toEqual([200, ...REFUSED]);
      expect(outcome(await goOn(server, first))).toEqual(REFUSED);
    });

    // Every reading is earlier than the one before, so no user finds the first use in its past.
    it('gives tokens to one of 240 concurrent uses while the clock runs backwards, and the family dies', async () => {
      const use = await begin(server);
      server.clock.driftMs = -1;
      const answers = await Promise.all(
        Array.from({ length: 240 }, (_, time) => use(time % 2 === 0 ? server : sameClock)),
      ).finally(() => {
        server.clock.driftMs = 0;
      });
      const winners = answers.filter(({ status }) => status === 200);
      expect(winners).toHaveLength(1);
      expect(answers.filter(({ body }) => body['error'] === 'invalid_grant')).toHaveLength(239);
      expect(outcome(await goOn(server, winners[0]))).toEqual(REFUSED);
    }, 60_000);
  });
});

describe('a declared grace of five seconds', () => {
  let server: AuthServer;
  let ahead: AuthInstance;

  beforeAll(async () => {
    server = await startAuthServer();
    await server.restart({ refreshGraceSeconds: 5 });
    ahead = await startBeside(server, { changes: { refreshGraceSeconds: 5 } });
    ahead.clock.advanceSeconds(SKEW_SECONDS);
  });

  afterAll(async () => {
    await ahead.stop();
    await server.stop();
  });

  describe.each([firstParty, applicationToken])('for $name', ({ begin, goOn }) => {
    it('forgives a second use within it, though the clock of the second instance is ahead', async () => {
      const use = await begin(server);
      expect((await use(server)).status).toBe(200);
      await letUsesAge(server, 2);
      expect((await use(ahead)).status).toBe(200);
    });

    it('ends with the time of the database, though the clock of the first instance is ahead', async () => {
      const use = await begin(server);
      const first = await use(ahead);
      await letUsesAge(server, 5);
      expect([first.status, ...outcome(await use(server))]).toEqual([200, ...REFUSED]);
      expect(outcome(await goOn(server, first))).toEqual(REFUSED);
    });

    it('does not reach back over a first use that lies in the future', async () => {
      const use = await begin(server);
      expect((await use(server)).status).toBe(200);
      await letUsesAge(server, -SKEW_SECONDS);
      expect(outcome(await use(server))).toEqual(REFUSED);
    });
  });

  it('is not for codes', async () => {
    const use = await code.begin(server);
    expect((await use(ahead)).status).toBe(200);
    expect(outcome(await use(server))).toEqual(REFUSED);
  });
});
