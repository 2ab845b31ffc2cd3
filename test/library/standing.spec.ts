import { Body, Controller, Get, Post } from '@nestjs/common';
import { IsString } from 'class-validator';
import { MemoryStandingStore, Public, Scopes, Standing, type IdentityOptions } from 'nestjs-zero-trust';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PLATFORMS, startGuardedApp, type GuardedApp, type Platform } from './support/guarded-app.js';

class Note {
  @IsString() readonly text!: string;
}

const handle = vi.fn<() => string>(() => 'handled');

@Controller()
class NotesController {
  @Get('notes') @Scopes('notes') list(): string {
    return handle();
  }

  @Post('notes') @Scopes('notes') add(@Body() _note: Note): string {
    return handle();
  }

  @Get('open') @Public('for everybody') open(): string {
    return 'open';
  }
}

const start = (
  platform: Platform,
  store = new MemoryStandingStore(),
  identity: Partial<IdentityOptions> = {},
): Promise<GuardedApp> =>
  startGuardedApp({ platform, controllers: [NotesController], identity, options: { standing: { store } } });

const list = (app: GuardedApp, as: string, claims = {}): Promise<Response> =>
  app.request('GET', '/notes', { as, scope: 'notes', claims });

describe.each(PLATFORMS)('standing on %s', (platform) => {
  let app: GuardedApp;
  let standing: Standing;
  let issuer: string;

  beforeAll(async () => {
    app = await start(platform);
    standing = app.app.get(Standing);
    ({ issuer } = app.issuer);
  });

  afterAll(() => app[Symbol.asyncDispose]());

  it('lets a caller through that nothing is said against', async () => {
    expect((await list(app, 'alice')).status).toBe(200);
  });

  it('refuses a stolen token from the moment that it is revoked, and the next one not', async () => {
    expect((await list(app, 'bob', { jti: 'stolen' })).status).toBe(200);
    await standing.revokeToken({ issuer, tokenId: 'stolen' });
    handle.mockClear();
    const response = await list(app, 'bob', { jti: 'stolen' });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer error="invalid_token"/);
    expect(await response.json()).toMatchObject({ code: 'ZT_TOKEN_REVOKED' });
    expect(handle.mock.calls.length).toBe(0);
    expect((await list(app, 'bob', { jti: 'fresh' })).status).toBe(200);
  });

  it('refuses every token that a subject has, and takes one that is issued after the second', async () => {
    await standing.revokeTokensOf({ issuer, subject: 'carol' });
    const second = Math.floor(Date.now() / 1_000);
    const statuses = [second - 100, second - 1, second + 1].map(
      async (iat) => (await list(app, 'carol', { iat, exp: iat + 300 })).status,
    );
    expect(await Promise.all(statuses)).toEqual([401, 401, 200]);
  });

  it('answers a suspended caller 403 and says when to come back', async () => {
    await standing.suspend({ issuer, subject: 'dan' }, new Date(Date.now() + 60_000));
    const response = await list(app, 'dan');
    expect(response.status).toBe(403);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(50);
    expect(await response.json()).toMatchObject({ code: 'ZT_SUBJECT_SUSPENDED' });
  });

  it('asks who signed in before the demand to sign in again, and is content with who did', async () => {
    await standing.requireStepUp({ issuer, subject: 'erin' });
    const second = Math.floor(Date.now() / 1_000);
    const response = await list(app, 'erin', { auth_time: second - 60 });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(
      /^Bearer error="insufficient_user_authentication", .*max_age="\d+"/,
    );
    expect(await response.json()).toMatchObject({ code: 'ZT_STEP_UP_REQUIRED' });
    expect((await list(app, 'erin', { auth_time: second + 1 })).status).toBe(200);
  });

  it('refuses a locked caller before a byte of the body is parsed, and records why', async () => {
    await standing.lock({ issuer, subject: 'mallory' });
    const before = app.records.length;
    const response = await app.request('POST', '/notes', {
      as: 'mallory',
      scope: 'notes',
      headers: { 'content-type': 'application/json' },
      body: '{ not json',
    });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: 'ZT_SUBJECT_LOCKED' });
    const record = (await app.recorded(before + 1))[before];
    expect(record).toMatchObject({
      stage: 'check-standing',
      code: 'ZT_SUBJECT_LOCKED',
      identity: { issuer, subject: 'mallory' },
      evidence: { 'check-standing': { who: 'subject' } },
    });
  });

  it('refuses what a locked service does on behalf of somebody, however its lock and its token name it', async () => {
    const actAs = async (act: object): Promise<number> => (await list(app, 'frank', { act })).status;
    const elsewhere = 'https://elsewhere.example';
    await standing.lock({ issuer, clientId: 'batch' });
    expect(await actAs({ sub: 'batch' })).toBe(403);
    expect(await actAs({ sub: 'worker-1', client_id: 'batch' })).toBe(403);
    expect(await actAs({ sub: 'batch', iss: elsewhere })).toBe(403);
    expect(await actAs({ sub: 'other', iss: elsewhere })).toBe(200);
    expect(await actAs({ sub: 'other', iss: ['batch'] })).toBe(401);
  });

  it('leaves public routes open: they ask for nobody', async () => {
    expect((await app.request('GET', '/open', { as: 'mallory' })).status).toBe(200);
  });
});

describe('two applications that share a store', () => {
  it('both refuse within a second what one of them was told', async () => {
    const store = new MemoryStandingStore();
    await using two = await start('fastify', store);
    const { issuer, audience } = two.issuer;
    await using one = await start('express', store, { issuers: [{ issuer, audience }] });
    const subject = 'alice';
    expect((await list(two, subject)).status).toBe(200);
    const at = Date.now();
    await one.app.get(Standing).lock({ issuer, subject });
    await expect.poll(async () => (await list(two, subject)).status, { timeout: 1_000 }).toBe(403);
    expect(Date.now() - at).toBeLessThan(1_000);
  });
});
