import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { outcomeOf } from '../../testing/introspecting-verifier.js';
import { introspectionWorld, type IntrospectionWorld } from '../../testing/introspection-world.js';
import { MAX_QUESTIONS_OF_ADDRESS, MAX_QUESTIONS_UNDER_WAY } from './questions-under-way.js';

let world: IntrospectionWorld;

beforeEach(async () => {
  world = await introspectionWorld();
});

afterEach(() => world.issuer.close());

describe('an introspection endpoint in trouble', () => {
  it.each<[string, unknown, number]>([
    ['status 500', {}, 500],
    ['status 401, because it does not know this API', { error: 'invalid_client' }, 401],
    ['a redirect', {}, 302],
    ['no word about active', {}, 200],
    ['active as a text', { active: 'true' }, 200],
    ['active as a number', { active: 1 }, 200],
    ['a list', [{ active: true }], 200],
    ['null', null, 200],
    ['more than 64 KiB', { active: true, pad: 'x'.repeat(65_536) }, 200],
  ])('that answers with %s is a deny with 503', async (_what, body, status) => {
    world.answer(body, status);
    const verdict = await world.asking().verify(['Bearer opaque-and-secret']);
    expect(verdict).toMatchObject({ ok: false, denial: { code: 'ZT_DEPENDENCY_UNAVAILABLE' } });
    expect(JSON.stringify(verdict)).not.toContain('opaque-and-secret');
  });

  it('that says active twice is not believed', async () => {
    world.issuer.answerWith((response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"active":false,"active":true}');
    });
    expect(await outcomeOf(world.asking(), 'opaque')).toBe('ZT_DEPENDENCY_UNAVAILABLE');
  });

  it('that hangs is given up on', async () => {
    world.issuer.hang();
    const started = performance.now();
    expect(await outcomeOf(world.asking({ timeoutMs: 500 }), 'opaque')).toBe('ZT_DEPENDENCY_UNAVAILABLE');
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  it('is not flooded with questions about invented tokens', async () => {
    world.issuer.hang();
    const verifier = world.asking({ timeoutMs: 500 });
    const outcomes = await Promise.all(
      Array.from({ length: MAX_QUESTIONS_UNDER_WAY + 50 }, (_, index) =>
        outcomeOf(verifier, `opaque-${index}`, `192.0.2.${index}`),
      ),
    );
    expect(new Set(outcomes)).toEqual(new Set(['ZT_DEPENDENCY_UNAVAILABLE']));
    await sleep(10);
    expect(world.issuer.fetches.introspection).toBe(MAX_QUESTIONS_UNDER_WAY);
    world.issuer.restore();
    expect(await outcomeOf(verifier, world.issuer.opaqueToken())).toBe('alice');
  });

  it('is asked about genuine JWTs, and from other addresses, while one address sends invented tokens', async () => {
    world.issuer.hang();
    const verifier = world.asking({ timeoutMs: 500, tokens: 'all' });
    const flood = Array.from({ length: MAX_QUESTIONS_UNDER_WAY }, (_, index) =>
      outcomeOf(verifier, `opaque-${index}`, `2001:db8::${index}`),
    );
    await vi.waitFor(() => expect(world.issuer.fetches.introspection).toBe(MAX_QUESTIONS_OF_ADDRESS));
    world.issuer.restore();
    expect(await outcomeOf(verifier, world.issuer.token(), '2001:db8::1')).toBe('alice');
    expect(await outcomeOf(verifier, world.issuer.opaqueToken(), '192.0.2.1')).toBe('alice');
    expect(new Set(await Promise.all(flood))).toEqual(new Set(['ZT_DEPENDENCY_UNAVAILABLE']));
    expect(await outcomeOf(verifier, world.issuer.opaqueToken(), '2001:db8::1')).toBe('alice');
  });

  it('is asked about genuine JWTs while every question about opaque tokens hangs', async () => {
    world.issuer.hang();
    const verifier = world.asking({ timeoutMs: 500, tokens: 'all' });
    const flood = Array.from({ length: MAX_QUESTIONS_UNDER_WAY }, (_, index) =>
      outcomeOf(verifier, `opaque-${index}`, `192.0.2.${index}`),
    );
    await vi.waitFor(() => expect(world.issuer.fetches.introspection).toBe(MAX_QUESTIONS_UNDER_WAY));
    world.issuer.restore();
    expect(await outcomeOf(verifier, world.issuer.opaqueToken(), '198.51.100.1')).toBe(
      'ZT_DEPENDENCY_UNAVAILABLE',
    );
    expect(await outcomeOf(verifier, world.issuer.token(), '198.51.100.1')).toBe('alice');
    await Promise.all(flood);
  });

  it('cannot be reached: a deny with 503', async () => {
    const verifier = world.asking({ endpoint: 'http://127.0.0.1:1/introspect' });
    expect(await outcomeOf(verifier, 'opaque')).toBe('ZT_DEPENDENCY_UNAVAILABLE');
  });
});
