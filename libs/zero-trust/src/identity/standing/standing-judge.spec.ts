import { afterEach, describe, expect, it } from 'vitest';
import type { Actor, Principal } from '../../kernel/principal.js';
import { principalOf } from '../../testing/request-builders.js';
import { standingWorld, type StandingWorld } from '../../testing/standing-world.js';
import type { StandingTarget } from './standing-key.js';

const ISSUER = 'https://auth.test.example';
const ALICE = { issuer: ISSUER, subject: 'alice' };
/** Middle of a second. */
const NOW_SECONDS = 1_000;
const NOW = NOW_SECONDS * 1_000 + 500;

const OTHER = 'https://other.example';
const LIFETIMES = { [ISSUER]: 300, [OTHER]: 3_600, 'https://third.example': 60 };

const opened: StandingWorld[] = [];

async function world(): Promise<StandingWorld> {
  const made = await standingWorld({ now: NOW, tokenLifetimesSeconds: LIFETIMES });
  opened.push(made);
  return made;
}

afterEach(() => {
  for (const { stop } of opened.splice(0)) stop();
});

const issued = (issuedAt: number, differences: Partial<Principal> = {}): Principal =>
  principalOf({ issuedAt, ...differences });

const actorOf = (subject: string, differences: Partial<Actor> = {}): Actor => ({
  issuer: ISSUER,
  subject,
  clientId: undefined,
  ...differences,
});

describe('a caller', () => {
  it('is in good standing if nothing is said against it, whatever is said of others', async () => {
    const { standing, judge } = await world();
    await standing.lock({ issuer: ISSUER, subject: 'bob' });
    await standing.lock({ issuer: 'https://other.example', subject: 'alice' });
    await standing.lock({ issuer: ISSUER, clientId: 'alice' });
    await standing.revokeToken({ issuer: 'https://other.example', tokenId: 'token-1' });
    expect(judge.judge(issued(0))).toBe(undefined);
  });

  it('is refused while its subject is locked, with old tokens and new ones, and let in again afterwards', async () => {
    const { standing, judge } = await world();
    await standing.lock(ALICE);
    expect(judge.judge(issued(NOW_SECONDS + 100))).toMatchObject({
      code: 'ZT_SUBJECT_LOCKED',
      kind: 'forbidden',
      evidence: { who: 'subject', since: new Date(NOW).toISOString() },
    });
    await standing.unlock(ALICE);
    expect(judge.judge(issued(0))).toBe(undefined);
  });

  it('is refused while its client, or who acts for it, is locked', async () => {
    const { standing, judge } = await world();
    await standing.lock({ issuer: ISSUER, clientId: 'web' });
    await standing.lock({ issuer: ISSUER, subject: 'batch-service' });
    expect(judge.judge(issued(0))?.evidence).toMatchObject({ who: 'client' });
    const delegated = issued(0, { clientId: 'app', actor: actorOf('batch-service') });
    expect(judge.judge(delegated)).toMatchObject({ code: 'ZT_SUBJECT_LOCKED', evidence: { who: 'actor' } });
    expect(judge.judge({ ...delegated, actor: actorOf('other-service') })).toBe(undefined);
  });

  it.each<[string, Partial<Actor>, StandingTarget]>([
    ['as a client whose id is its subject', {}, { issuer: ISSUER, clientId: 'batch' }],
    ['as the client that its act names', { clientId: 'app-7' }, { issuer: ISSUER, clientId: 'app-7' }],
    ['under the issuer that its act names', { issuer: OTHER }, { issuer: OTHER, subject: 'batch' }],
    [
      'under the issuer of the token, if its own is another',
      { issuer: OTHER },
      { issuer: ISSUER, subject: 'batch' },
    ],
  ])('is refused while who acts for it is locked %s', async (_how, act, target) => {
    const { standing, judge } = await world();
    const delegated = issued(0, { actor: actorOf('batch', act) });
    expect(judge.judge(delegated)).toBe(undefined);
    await standing.lock(target);
    expect(judge.judge(delegated)?.evidence).toMatchObject({ who: 'actor' });
    await standing.unlock(target);
    expect(judge.judge(delegated)).toBe(undefined);
  });

  it('is not refused because somebody of another issuer is called like who acts for it', async () => {
    const { standing, judge } = await world();
    await standing.lock({ issuer: OTHER, subject: 'batch' });
    expect(judge.judge(issued(0, { actor: actorOf('batch') }))).toBe(undefined);
  });

  it('that has no token id, such as a certificate or an opaque token, is judged like any other', async () => {
    const { standing, judge } = await world();
    const service = { issuer: 'spiffe://example.org', subject: 'spiffe://example.org/orders' };
    const principal = issued(NOW_SECONDS, { ...service, tokenId: undefined });
    expect(judge.judge(principal)).toBe(undefined);
    await standing.revokeTokensOf(service);
    expect(judge.judge(principal)).toMatchObject({ code: 'ZT_TOKEN_REVOKED' });
    await standing.lock(service);
    expect(judge.judge(principal)).toMatchObject({ code: 'ZT_SUBJECT_LOCKED' });
  });

  it('is suspended until the very millisecond, and told when to come back', async () => {
    const { standing, judge, advance } = await world();
    await standing.suspend(ALICE, new Date(NOW + 90_000));
    expect(judge.judge(issued(0))).toMatchObject({
      code: 'ZT_SUBJECT_SUSPENDED',
      kind: 'forbidden',
      retryAfterSeconds: 90,
    });
    advance(89_999);
    expect(judge.judge(issued(0))).toMatchObject({ code: 'ZT_SUBJECT_SUSPENDED', retryAfterSeconds: 1 });
    advance(1);
    expect(judge.judge(issued(0))).toBe(undefined);
  });

  it('may be let in before the suspension ends', async () => {
    const { standing, judge } = await world();
    await standing.suspend(ALICE, new Date(NOW + 90_000));
    await standing.endSuspension(ALICE);
    expect(judge.judge(issued(0))).toBe(undefined);
  });
});

describe('a revocation', () => {
  it('of one token refuses that token of that issuer, and no other', async () => {
    const { standing, judge } = await world();
    await standing.revokeToken({ issuer: ISSUER, tokenId: 'token-1', expiresAt: NOW_SECONDS + 60 });
    expect(judge.judge(issued(0))).toMatchObject({
      code: 'ZT_TOKEN_REVOKED',
      kind: 'unauthenticated',
      headers: { 'www-authenticate': expect.stringMatching(/^Bearer error="invalid_token"/) as string },
    });
    expect(judge.judge(issued(0, { tokenId: 'token-2' }))).toBe(undefined);
  });

  it.each([
    [-900, 'ZT_TOKEN_REVOKED'],
    [-1, 'ZT_TOKEN_REVOKED'],
    [0, 'ZT_TOKEN_REVOKED'],
    [1, undefined],
  ])('of all tokens of a subject meets those issued %i s after its second: %s', async (seconds, code) => {
    const { standing, judge } = await world();
    await standing.revokeTokensOf(ALICE);
    expect(judge.judge(issued(NOW_SECONDS + seconds))?.code).toBe(code);
  });

  it('of all tokens of a client meets every subject that uses it', async () => {
    const { standing, judge } = await world();
    await standing.revokeTokensOf({ issuer: ISSUER, clientId: 'web' });
    for (const subject of ['alice', 'bob'])
      expect(judge.judge(issued(0, { subject }))?.code).toBe('ZT_TOKEN_REVOKED');
    expect(judge.judge(issued(0, { clientId: 'mobile' }))).toBe(undefined);
  });

  it('answers a token that is bound to a DPoP key with a challenge in that scheme', async () => {
    const { standing, judge } = await world();
    await standing.revokeTokensOf(ALICE);
    const bound = issued(0, { confirmation: { jkt: 'thumbprint' } });
    expect(judge.judge(bound)?.headers?.['www-authenticate']).toMatch(/^DPoP error="invalid_token"/);
  });

  it.each([
    [undefined, 3_600 + 2 * 60],
    [NOW_SECONDS + 300, 300 + 60],
    [NOW_SECONDS + 86_400, 3_600 + 2 * 60],
  ])('of a token that expires at %s lasts as long as it would be taken: %i s', async (expiresAt, seconds) => {
    const { standing, store } = await world();
    const token = { issuer: ISSUER, tokenId: 'token-1' };
    await standing.revokeToken(expiresAt === undefined ? token : { ...token, expiresAt });
    const [kept] = (await store.read(undefined)).changes;
    expect(Math.ceil((kept?.remainingMs ?? 0) / 1_000)).toBe(seconds);
  });

  it('of a token that is dead already keeps nothing', async () => {
    const { standing, store } = await world();
    await standing.revokeToken({ issuer: ISSUER, tokenId: 'token-1', expiresAt: NOW_SECONDS - 61 });
    expect((await store.read(undefined)).changes).toEqual([]);
  });
});

describe('a demand to step up', () => {
  const signedIn = (time: number | undefined): Principal =>
    issued(NOW_SECONDS + 10, { authentication: { acr: undefined, amr: [], time } });

  it.each([
    [NOW_SECONDS - 100, 'ZT_STEP_UP_REQUIRED'],
    [NOW_SECONDS, 'ZT_STEP_UP_REQUIRED'],
    [NOW_SECONDS + 1, undefined],
    [NOW_SECONDS + 5 + 60, undefined],
    [NOW_SECONDS + 5 + 61, 'ZT_STEP_UP_REQUIRED'],
    [Number.MAX_SAFE_INTEGER, 'ZT_STEP_UP_REQUIRED'],
    [undefined, 'ZT_STEP_UP_REQUIRED'],
  ])('meets, 5 s later, a new token of a person who signed in at %s: %s', async (time, code) => {
    const { standing, judge, advance } = await world();
    await standing.requireStepUp(ALICE);
    advance(5_000);
    expect(judge.judge(signedIn(time))?.code).toBe(code);
  });

  it('says how recent the sign-in must be (RFC 9470)', async () => {
    const { standing, judge, advance } = await world();
    await standing.requireStepUp(ALICE);
    advance(7_900);
    expect(judge.judge(signedIn(NOW_SECONDS))?.headers?.['www-authenticate']).toMatch(
      /^Bearer error="insufficient_user_authentication", .*max_age="7"$/,
    );
    await standing.withdrawStepUp(ALICE);
    expect(judge.judge(signedIn(undefined))).toBe(undefined);
  });
});

describe('what is in force', () => {
  it('is told, and nothing of it once it is lifted or over', async () => {
    const { standing, advance } = await world();
    const nothing = { lockedAt: null, suspendedUntil: null, tokensRevokedAt: null, stepUpRequiredAt: null };
    expect(standing.standingOf(ALICE)).toEqual(nothing);
    await standing.lock(ALICE);
    await standing.suspend(ALICE, new Date(NOW + 1_000));
    await standing.revokeTokensOf(ALICE);
    await standing.requireStepUp(ALICE);
    const at = new Date(NOW);
    expect(standing.standingOf(ALICE)).toEqual({
      lockedAt: at,
      suspendedUntil: new Date(NOW + 1_000),
      tokensRevokedAt: at,
      stepUpRequiredAt: at,
    });
    await standing.unlock(ALICE);
    await standing.withdrawStepUp(ALICE);
    advance(1_000);
    expect(standing.standingOf(ALICE)).toEqual({ ...nothing, tokensRevokedAt: at });
  });

  it.each([
    { issuer: 'https://a.example\nhttps://b.example', subject: 'alice' },
    { issuer: ISSUER, subject: '' },
    { issuer: ISSUER, subject: 'alice\n' },
    { issuer: ISSUER, subject: 's'.repeat(257) },
    { issuer: ISSUER, clientId: ['web'] as unknown as string },
    { issuer: undefined as unknown as string, subject: 'alice' },
  ])('cannot be said of a name that no token has: %j', async (target) => {
    const { standing, store } = await world();
    await expect(standing.lock(target)).rejects.toThrow(RangeError);
    expect((await store.read(undefined)).changes).toEqual([]);
  });

  it.each([Number.NaN, 0, NOW])('refuses a suspension until %s: it has no end, or is over', async (until) => {
    const { standing } = await world();
    await expect(standing.suspend(ALICE, new Date(until))).rejects.toThrow(/must end in the future/);
  });

  it.each(['https://auth.test.example/', 'https://unknown.example', 'spiffe:example.org'])(
    'is not taken against somebody of %s, from whom nobody can come, but can be lifted',
    async (issuer) => {
      const { standing, store } = await world();
      const refused = { code: 'ZT_INVALID_REQUEST' };
      const [subject, until] = ['alice', new Date(NOW + 1_000)];
      await expect(standing.lock({ issuer, subject })).rejects.toMatchObject(refused);
      await expect(standing.suspend({ issuer, subject }, until)).rejects.toMatchObject(refused);
      await expect(standing.revokeTokensOf({ issuer, subject })).rejects.toMatchObject(refused);
      await expect(standing.requireStepUp({ issuer, clientId: 'web' })).rejects.toMatchObject(refused);
      await expect(standing.revokeToken({ issuer, tokenId: 'token-1' })).rejects.toMatchObject(refused);
      expect((await store.read(undefined)).changes).toEqual([]);
      await standing.unlock({ issuer, subject });
      expect((await store.read(undefined)).changes).toHaveLength(1);
    },
  );
});
