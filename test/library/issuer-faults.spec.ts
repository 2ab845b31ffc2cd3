import { Controller, Get } from '@nestjs/common';
import { Scopes } from 'nestjs-zero-trust';
import { createTokenIssuer, type TokenIssuer } from 'nestjs-zero-trust/testing';
import { afterAll, describe, expect, it } from 'vitest';
import type { Question } from '../servers/faults/questions.js';
import { SteadyLoad } from '../servers/faults/steady-load.js';
import { formatTallies, type Tally } from '../servers/faults/tally.js';
import { PLATFORMS, startGuardedApp, type GuardedApp, type Platform } from './support/guarded-app.js';
import { ISSUER_FAULTS, type IssuerFault } from './support/issuer-faults.js';

@Controller('notes')
class NotesController {
  @Get() @Scopes('read') list(): string {
    return 'notes';
  }
}

/** On each platform and in each fault; more than 10,000 in all. */
const REQUESTS = 750;
/** How often the issuers are tried again in one fault: keys are fetched at most once in 30 s. */
const TRIES = 5;
const TRY_AGAIN_SECONDS = 31;
const KEY_FETCH_TIMEOUT_MS = 500;
/** A request waits for keys once, and the machine may be busy. */
const SLOWEST_MS = KEY_FETCH_TIMEOUT_MS + 4_000;
const LIFETIME_SECONDS = 1_800;

/** Two issuers: one whose keys are known when the fault begins, and one that was never asked. */
interface World {
  readonly app: GuardedApp;
  readonly known: TokenIssuer;
  readonly unknown: TokenIssuer;
  advance(seconds: number): void;
}

async function createWorld(platform: Platform, stack: AsyncDisposableStack): Promise<World> {
  let nowMs = Date.now();
  const clock = { now: () => nowMs };
  const known = stack.use(await createTokenIssuer({ clock }));
  const unknown = stack.use(await createTokenIssuer({ clock }));
  const issuers = [
    { issuer: known.issuer, audience: known.audience },
    { issuer: unknown.issuer, audience: unknown.audience, subjectType: 'partner' },
  ];
  const options = {
    identity: { issuers, keyFetchTimeoutMs: KEY_FETCH_TIMEOUT_MS },
    limits: { tiers: { default: 1_000_000 }, perAddress: { limit: 1_000_000 } },
  };
  const app = await startGuardedApp({ platform, controllers: [NotesController], clock, options });
  stack.use(app);
  return { app, known, unknown, advance: (seconds) => void (nowMs += seconds * 1_000) };
}

/** Who may and who may not, with keys that are known and keys that only the issuer could tell. */
function questionsOf({ known, unknown }: World, stranger: TokenIssuer): readonly Question[] {
  const request = { scope: 'read', lifetimeSeconds: LIFETIME_SECONDS };
  const before = known.token(request);
  known.rotate();
  const ask = { method: 'GET', path: '/notes' };
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const claims = { iss: known.issuer, aud: known.audience };
  return [
    { ...ask, ...bearer(before), name: 'a token by a known key', status: 200, needs: [] },
    { ...ask, ...bearer(known.token(request)), name: 'a token by a new key', status: 200, needs: ['issuer'] },
    {
      ...ask,
      ...bearer(unknown.token(request)),
      name: 'a token of the other',
      status: 200,
      needs: ['issuer'],
    },
    { ...ask, ...bearer(forged(before)), name: 'a forged token', status: 401, needs: [] },
    { ...ask, ...bearer(stranger.token(request)), name: 'a stranger', status: 401, needs: [] },
    {
      ...ask,
      ...bearer(stranger.token({ ...request, claims })),
      name: 'a stranger who poses as the issuer',
      status: 401,
      needs: ['issuer'],
    },
    { ...ask, name: 'nobody', status: 401, needs: [] },
  ];
}

function forged(token: string): string {
  return `${token.slice(0, -8)}AAAAAAAA`;
}

/** Lets a fault happen under requests. @returns what came of them */
async function suffer(platform: Platform, fault: IssuerFault): Promise<Tally> {
  await using stack = new AsyncDisposableStack();
  const world = await createWorld(platform, stack);
  const stranger = stack.use(await createTokenIssuer());
  const { app, known, unknown, advance } = world;
  const warm = `Bearer ${known.token({ scope: 'read' })}`;
  expect((await fetch(`${app.url}/notes`, { headers: { authorization: warm } })).status).toBe(200);
  const questions = questionsOf(world, stranger);
  for (const issuer of [known, unknown]) {
    const beside = await fault.begin(issuer);
    if (beside !== undefined) stack.use(beside);
  }
  advance(TRY_AGAIN_SECONDS);
  const load = stack.use(
    new SteadyLoad(app.url, questions, { name: `${fault.name} (${platform})`, down: 'issuer' }),
  );
  for (let tries = 0; tries < TRIES; tries += 1) {
    await load.more(REQUESTS / TRIES);
    advance(TRY_AGAIN_SECONDS);
  }
  await load.stop();
  return load.tallies[0] as Tally;
}

describe('while an issuer fails, known keys serve on and nobody else is let in', () => {
  const tallies: Tally[] = [];
  afterAll(() => {
    console.info(formatTallies('the issuer …', tallies));
  });

  describe.each(PLATFORMS)('on %s', (platform) => {
    it.each(ISSUER_FAULTS)(
      'that $name',
      async (fault) => {
        const tally = await suffer(platform, fault);
        tallies.push(tally);
        expect(tally.wrong).toEqual([]);
        expect(tally.requests).toBeGreaterThanOrEqual(REQUESTS);
        expect(tally.of(200)).toBeGreaterThan(REQUESTS / 10);
        expect(tally.of(503)).toBeGreaterThan(REQUESTS / 4);
        expect(tally.slowestMs).toBeLessThan(SLOWEST_MS);
      },
      60_000,
    );
  });
});

describe.each(PLATFORMS)('an issuer that comes back, on %s', (platform) => {
  it('is believed again with its next fetch', async () => {
    await using stack = new AsyncDisposableStack();
    const { app, unknown, advance } = await createWorld(platform, stack);
    const authorization = `Bearer ${unknown.token({ scope: 'read' })}`;
    const status = async () => (await fetch(`${app.url}/notes`, { headers: { authorization } })).status;
    unknown.break();
    expect(await status()).toBe(503);
    unknown.restore();
    advance(TRY_AGAIN_SECONDS);
    expect(await status()).toBe(200);
  });
});
