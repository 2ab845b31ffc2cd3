import { Body, Controller, Post } from '@nestjs/common';
import { IsString } from 'class-validator';
import { Scopes, Standing, Sunset } from 'nestjs-zero-trust';
import { createDpopKey, createTokenIssuer, dpopProof } from 'nestjs-zero-trust/testing';
import { describe, expect, it, vi } from 'vitest';
import {
  PLATFORMS,
  startGuardedApp,
  type GuardedApp,
  type GuardedAppOptions,
} from './support/guarded-app.js';
import { startMtlsApp } from './support/mtls-app.js';
import { RawClient, statusOf } from './support/raw-client.js';

class Note {
  @IsString() readonly text!: string;
}

const handle = vi.fn<() => string>(() => 'handled');

@Controller('notes')
class NotesController {
  @Post() @Scopes('orders:read') add(@Body() _note: Note): string {
    return handle();
  }
}

@Controller('old-notes')
class OldNotesController {
  @Post() @Scopes('orders:read') @Sunset('2026-01-15T12:30:00Z') add(@Body() _note: Note): string {
    return handle();
  }
}

const BODY = '{"text":"x"}';
const START = Date.UTC(2026, 0, 15, 12);
const SECOND = 1_000;

interface Parked {
  readonly path?: string;
  readonly token: string;
  /** A proof of possession. */
  readonly dpop?: string;
  readonly meanwhile: () => unknown;
}

/** Sends headers, waits until they have been judged, lets something happen, and then sends the body. */
async function parked(
  { url }: GuardedApp,
  { path = '/notes', token, dpop, meanwhile }: Parked,
): Promise<string> {
  handle.mockClear();
  using client = await RawClient.connect(url);
  client.send(
    `POST ${path} HTTP/1.1`,
    'Host: x',
    ...(dpop === undefined
      ? [`Authorization: Bearer ${token}`]
      : [`Authorization: DPoP ${token}`, `DPoP: ${dpop}`]),
    'Content-Type: application/json',
    `Content-Length: ${BODY.length}`,
    'Expect: 100-continue',
    'Connection: close',
    '',
    '',
  );
  await client.until(/100 Continue/);
  await meanwhile();
  client.send(BODY);
  const answer = (await client.toEnd()).replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, '');
  return `${statusOf(answer)} ${/"code":"(\w+)"/.exec(answer)?.[1] ?? answer.slice(-7)}`;
}

describe.each(PLATFORMS)('a request whose body is long in coming, on %s,', (platform) => {
  const start = (init: Partial<GuardedAppOptions> = {}): Promise<GuardedApp> =>
    startGuardedApp({ platform, controllers: [NotesController, OldNotesController], ...init });

  /** A token that has been verified before, so that nothing is left to wait for. */
  async function knownToken(app: GuardedApp, { issuer = app.issuer, claims = {} } = {}): Promise<string> {
    const token = issuer.token({ sub: 'mallory', scope: 'orders:read', claims });
    expect(await parked(app, { token, meanwhile: () => undefined })).toBe('201 handled');
    return token;
  }

  it.each<[string, (standing: Standing, issuer: string) => Promise<void>, string]>([
    ['locked', (standing, issuer) => standing.lock({ issuer, subject: 'mallory' }), '403 ZT_SUBJECT_LOCKED'],
    [
      'revoked',
      (standing, issuer) => standing.revokeToken({ issuer, tokenId: 'known' }),
      '401 ZT_TOKEN_REVOKED',
    ],
  ])('is refused if its caller has been %s meanwhile, at once', async (_what, measure, answer) => {
    await using app = await start();
    const token = await knownToken(app, { claims: { jti: 'known' } });
    const meanwhile = (): Promise<void> => measure(app.app.get(Standing), app.issuer.issuer);
    expect(await parked(app, { token, meanwhile })).toBe(answer);
    expect(handle).not.toHaveBeenCalled();
  });

  it('is refused if its token has expired meanwhile', async () => {
    let now = START;
    await using app = await start({ clock: { now: () => now } });
    const token = await knownToken(app);
    const meanwhile = (): unknown => (now += 3_600 * SECOND);
    expect(await parked(app, { token, meanwhile })).toBe('401 ZT_TOKEN_EXPIRED');
    expect(handle).not.toHaveBeenCalled();
  });

  it('is refused if its version of the API has ended meanwhile', async () => {
    let now = START;
    await using app = await start({ clock: { now: () => now } });
    const token = app.issuer.token({ scope: 'orders:read', lifetimeSeconds: 3_600 });
    const meanwhile = (): unknown => (now += 1_800 * SECOND);
    await parked(app, { token, meanwhile: () => undefined });
    expect(await parked(app, { path: '/old-notes', token, meanwhile })).toBe('410 ZT_VERSION_GONE');
  });

  it('has the issuer asked again about its token, unless it was asked less than a second ago', async () => {
    let now = START;
    const clock = { now: () => now };
    await using issuer = await createTokenIssuer({ clock });
    const { introspectionEndpoint: endpoint, audience } = issuer;
    const introspection = { endpoint, clientId: 'api', clientSecret: 'secret', tokens: 'all' } as const;
    const identity = { issuers: [{ issuer: issuer.issuer, audience, introspection }] };
    await using app = await start({ clock, identity });
    const token = await knownToken(app, { issuer });
    const waitFor = (ms: number) => (): unknown => (now += ms);
    expect(await parked(app, { token, meanwhile: waitFor(SECOND - 1) })).toBe('201 handled');
    expect(issuer.introspections.length).toBe(2);
    expect(await parked(app, { token, meanwhile: waitFor(SECOND) })).toBe('201 handled');
    expect(issuer.introspections.length).toBe(4);
    const revoke = (): void => {
      issuer.revoke(token);
      now += SECOND;
    };
    expect(await parked(app, { token, meanwhile: revoke })).toBe('401 ZT_TOKEN_INVALID');
  });

  it('is refused if the certificate of its connection has been revoked meanwhile', async () => {
    let now = Date.now();
    await using mtls = await startMtlsApp({
      platform,
      controllers: [NotesController],
      clock: { now: () => now },
    });
    const headers = {
      'content-type': 'application/json',
      'content-length': BODY.length,
      expect: '100-continue',
    };
    const send = async (meanwhile: () => unknown): Promise<string> => {
      const { status, body } = await mtls
        .client(mtls.billing)
        .call('/notes', { method: 'POST', headers }, async () => {
          await meanwhile();
          return BODY;
        });
      return `${status} ${body}`;
    };
    expect(await send(() => undefined)).toBe('201 handled');
    const revoke = async (): Promise<void> => {
      await mtls.replace('crl.pem', await mtls.authority.revocationList([mtls.billing]));
      now += SECOND;
    };
    expect(await send(revoke)).toMatch(/^401 .*ZT_CERTIFICATE_INVALID/);
  });

  it('is served on the strength of one DPoP proof, which is good once', async () => {
    let now = START;
    await using app = await start({ clock: { now: () => now } });
    const key = createDpopKey();
    const token = app.issuer.token({ scope: 'orders:read', dpopKey: key });
    const dpop = (): string =>
      dpopProof({ key, method: 'POST', url: 'http://x/notes', token, claims: { iat: now / SECOND } });
    const wait = (): unknown => (now += 40 * SECOND);
    await parked(app, { token, dpop: dpop(), meanwhile: () => undefined });
    expect(await parked(app, { token, dpop: dpop(), meanwhile: wait })).toBe('201 handled');
  });

  it('is recorded once, with what holds when its body has come', async () => {
    await using app = await start();
    const token = await knownToken(app);
    const { issuer } = app.issuer;
    const lock = (): Promise<void> => app.app.get(Standing).lock({ issuer, subject: 'mallory' });
    await parked(app, { token, meanwhile: lock });
    const [good, refused, ...more] = await app.recorded(2);
    expect(good).toMatchObject({ decision: 'allow', status: 201 });
    expect(refused).toMatchObject({ decision: 'deny', status: 403, code: 'ZT_SUBJECT_LOCKED' });
    expect(more).toEqual([]);
  });
});
