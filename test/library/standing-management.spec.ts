import { Controller, Get } from '@nestjs/common';
import { MemoryStandingStore, Scopes, type StandingStore } from 'nestjs-zero-trust';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PLATFORMS, startGuardedApp, type GuardedApp, type RequestOptions } from './support/guarded-app.js';

@Controller('notes')
class NotesController {
  @Get() @Scopes('notes') list(): string {
    return 'handled';
  }
}

const NOTHING = { lockedAt: null, suspendedUntil: null, tokensRevokedAt: null, stepUpRequiredAt: null };
const INSTANT = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string;
const OFFICER: RequestOptions = { as: 'officer', scope: 'security:read security:admin' };

interface Measure {
  readonly measure: string;
  readonly path: string;
  readonly body?: object;
  readonly standing: object;
  /** What the subject meets afterwards. */
  readonly status: number;
  readonly liftedBy?: string;
}

const MEASURES: readonly Measure[] = [
  { measure: 'revoke-tokens', path: 'revocations', standing: { tokensRevokedAt: INSTANT }, status: 401 },
  { measure: 'lock', path: 'locks', standing: { lockedAt: INSTANT }, status: 403, liftedBy: 'unlock' },
  {
    measure: 'suspend',
    path: 'suspensions',
    body: { until: '2099-01-01T00:00:00Z' },
    standing: { suspendedUntil: '2099-01-01T00:00:00.000Z' },
    status: 403,
    liftedBy: 'end-suspension',
  },
  {
    measure: 'require-step-up',
    path: 'step-ups',
    standing: { stepUpRequiredAt: INSTANT },
    status: 401,
    liftedBy: 'withdraw-step-up',
  },
];

describe.each(PLATFORMS)('/zero-trust/subjects on %s', (platform) => {
  let app: GuardedApp;
  let issuer: string;
  let people = 0;
  let subject: string;

  beforeAll(async () => {
    const options = { management: true };
    app = await startGuardedApp({ platform, controllers: [NotesController], options });
    ({ issuer } = app.issuer);
  });

  afterAll(() => app[Symbol.asyncDispose]());

  beforeEach(() => {
    people += 1;
    subject = `person-${people}`;
  });

  const query = (): string => new URLSearchParams({ issuer, subject }).toString();
  const call = (): Promise<Response> => app.request('GET', '/notes', { as: subject, scope: 'notes' });
  const post = (path: string, json: unknown, as: RequestOptions = OFFICER): Promise<Response> =>
    app.request('POST', `/zero-trust/${path}`, { ...as, json });

  it.each(MEASURES)('$measure takes effect, is told and, where it can be, lifted', async (measure) => {
    const { path, body, standing, status, liftedBy } = measure;
    const before = app.records.length;
    expect((await call()).status).toBe(200);
    const taken = await post(`subjects/${path}`, { issuer, subject, ...body });
    expect([taken.status, await taken.json()]).toEqual([200, { ...NOTHING, ...standing }]);
    expect((await call()).status).toBe(status);
    const told = await app.request('GET', `/zero-trust/subjects?${query()}`, OFFICER);
    expect([told.status, await told.json()]).toEqual([200, { ...NOTHING, ...standing }]);
    const records = await app.recorded(before + 4);
    expect(records[before + 1]).toMatchObject({
      decision: 'allow',
      identity: { issuer, subject: 'officer' },
      route: `POST /zero-trust/subjects/${path}`,
      evidence: { handler: { measure: measure.measure, issuer, subject } },
    });
    if (liftedBy === undefined) return;
    const lifted = await app.request('DELETE', `/zero-trust/subjects/${path}?${query()}`, OFFICER);
    expect([lifted.status, await lifted.json()]).toEqual([200, NOTHING]);
    expect((await call()).status).toBe(200);
    expect((await app.recorded(before + 6))[before + 4]).toMatchObject({
      evidence: { handler: { measure: liftedBy, issuer, subject } },
    });
  });

  it('locks a client, whoever uses it', async () => {
    const locked = await post('subjects/locks', { issuer, clientId: 'bad-app' });
    expect(locked.status).toBe(200);
    const used = { as: subject, scope: 'notes', claims: { client_id: 'bad-app' } };
    expect((await app.request('GET', '/notes', used)).status).toBe(403);
    expect((await call()).status).toBe(200);
  });

  it('revokes one token', async () => {
    const expiresAt = Math.floor(Date.now() / 1_000) + 300;
    const revoked = await post('tokens/revocations', { issuer, tokenId: `of-${subject}`, expiresAt });
    expect(revoked.status).toBe(204);
    const shown = { as: subject, scope: 'notes', claims: { jti: `of-${subject}` } };
    expect((await app.request('GET', '/notes', shown)).status).toBe(401);
    expect((await call()).status).toBe(200);
  });

  it.each([
    ['GET', 'subjects', 'security:admin'],
    ['POST', 'subjects/revocations', 'security:read'],
    ['POST', 'subjects/locks', 'security:read'],
    ['DELETE', 'subjects/locks', 'security:read'],
    ['POST', 'subjects/suspensions', 'security:read'],
    ['DELETE', 'subjects/suspensions', 'security:read'],
    ['POST', 'subjects/step-ups', 'security:read'],
    ['DELETE', 'subjects/step-ups', 'security:read'],
    ['POST', 'tokens/revocations', 'security:read'],
  ])('%s %s is refused without a token, and with %s alone', async (method, path, scope) => {
    const url = `/zero-trust/${path}${method === 'POST' ? '' : `?${query()}`}`;
    const json = method === 'POST' ? { issuer, subject } : undefined;
    expect((await app.request(method, url, { json })).status).toBe(401);
    const refused = await app.request(method, url, { as: 'officer', scope, json });
    expect([refused.status, await refused.json()]).toMatchObject([403, { code: 'ZT_SCOPE_MISSING' }]);
    expect((await call()).status).toBe(200);
  });

  it.each([
    ['no issuer', { issuer: undefined }],
    ['neither subject nor client', { subject: undefined }],
    ['subject and client at once', { clientId: 'web' }],
    ['an empty subject', { subject: '' }],
    ['a list of subjects', { subject: ['alice', 'bob'] }],
    ['null', { subject: null }],
    ['a line feed, which could make two names one', { subject: 'a\nb' }],
    ['a subject longer than any token has', { subject: 's'.repeat(257) }],
    ['an unknown member', { forever: true }],
  ])('takes no body with %s', async (_what, change) => {
    const refused = await post('subjects/locks', { issuer, subject, ...change });
    expect([refused.status, await refused.json()]).toMatchObject([400, { code: 'ZT_INVALID_REQUEST' }]);
    expect((await call()).status).toBe(200);
  });

  it.each([
    ['subjects/locks', {}],
    ['subjects/revocations', {}],
    ['subjects/step-ups', {}],
    ['subjects/suspensions', { until: '2099-01-01T00:00:00Z' }],
    ['tokens/revocations', { subject: undefined, tokenId: 'stolen' }],
  ])(
    '%s does not pretend to act against somebody of an issuer that is not configured',
    async (path, rest) => {
      const refused = await post(path, { issuer: `${issuer}/`, subject, ...rest });
      expect([refused.status, await refused.json()]).toMatchObject([
        400,
        { code: 'ZT_INVALID_REQUEST', errors: [{ pointer: '/issuer' }] },
      ]);
    },
  );

  it.each(['2020-01-01T00:00:00Z', 'tomorrow', '2099-01-01', 4_070_908_800_000, undefined])(
    'suspends nobody until %s',
    async (until) => {
      const refused = await post('subjects/suspensions', { issuer, subject, until });
      expect(refused.status).toBe(400);
      const { errors } = (await refused.json()) as { errors: readonly { pointer: string }[] };
      expect(new Set(errors.map(({ pointer }) => pointer))).toEqual(new Set(['/until']));
    },
  );

  it('reads nobody twice: a doubled parameter is refused', async () => {
    const doubled = await app.request('GET', `/zero-trust/subjects?${query()}&subject=other`, OFFICER);
    expect(doubled.status).toBe(400);
  });
});

describe('/zero-trust', () => {
  it('is not there unless it is switched on', async () => {
    await using app = await startGuardedApp({ controllers: [NotesController] });
    const response = await app.request('POST', '/zero-trust/subjects/locks', { ...OFFICER, json: {} });
    expect(response.status).toBe(404);
  });

  it('is guarded as well where the application binds its guards by hand', async () => {
    const options = { management: true, global: false };
    await using app = await startGuardedApp({ controllers: [], options });
    const body = { issuer: app.issuer.issuer, subject: 'alice' };
    const lock = (init: RequestOptions): Promise<Response> =>
      app.request('POST', '/zero-trust/subjects/locks', { ...init, json: body });
    expect((await lock({})).status).toBe(401);
    expect((await lock({ as: 'officer', scope: 'security:read' })).status).toBe(403);
    expect((await lock(OFFICER)).status).toBe(200);
  });

  it('says 503 when the store does not take a measure, and records that it was tried', async () => {
    const inner = new MemoryStandingStore();
    const store: StandingStore = {
      read: (cursor) => inner.read(cursor),
      write: () => new Promise<number>(() => undefined),
    };
    const options = { management: true, standing: { store } };
    await using app = await startGuardedApp({ controllers: [NotesController], options });
    const json = { issuer: app.issuer.issuer, subject: 'alice' };
    const response = await app.request('POST', '/zero-trust/subjects/locks', { ...OFFICER, json });
    expect([response.status, await response.json()]).toMatchObject([
      503,
      { code: 'ZT_DEPENDENCY_UNAVAILABLE' },
    ]);
    expect((await app.recorded(1))[0]).toMatchObject({
      decision: 'deny',
      evidence: { handler: { measure: 'lock', subject: 'alice' } },
    });
  });
});
