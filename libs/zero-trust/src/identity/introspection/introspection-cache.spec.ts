import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { outcomeOf } from '../../testing/introspecting-verifier.js';
import { introspectionWorld, type IntrospectionWorld } from '../../testing/introspection-world.js';

const SECOND = 1000;

let world: IntrospectionWorld;

beforeEach(async () => {
  world = await introspectionWorld();
});

afterEach(() => world.issuer.close());

describe('how long an answer counts', () => {
  it('is not at all by default', async () => {
    const verifier = world.asking();
    const token = world.issuer.opaqueToken();
    expect(await outcomeOf(verifier, token)).toBe('alice');
    world.issuer.revoke(token);
    expect(await outcomeOf(verifier, token)).toBe('ZT_TOKEN_INVALID');
  });

  it('is what is declared, and not a second longer', async () => {
    const verifier = world.asking({ cacheSeconds: 10 });
    const token = world.issuer.opaqueToken();
    await outcomeOf(verifier, token);
    world.issuer.revoke(token);
    world.advance(10 * SECOND - 1);
    expect(await outcomeOf(verifier, token)).toBe('alice');
    expect(world.questions()).toBe(1);
    world.advance(1);
    expect(await outcomeOf(verifier, token)).toBe('ZT_TOKEN_INVALID');
  });

  it('is counted from the question, not from a slow answer', async () => {
    const verifier = world.asking({ cacheSeconds: 10 });
    const token = world.issuer.opaqueToken();
    const described = { active: true, token_type: 'Bearer', ...world.issuer.claims() };
    world.issuer.answerWith((response) => {
      world.advance(4 * SECOND);
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(described));
    });
    await outcomeOf(verifier, token);
    world.issuer.restore();
    world.advance(6 * SECOND);
    await outcomeOf(verifier, token);
    expect(world.issuer.fetches.introspection).toBe(2);
  });

  it('never goes beyond exp', async () => {
    const verifier = world.asking({ cacheSeconds: 600 });
    const token = world.issuer.opaqueToken({ lifetimeSeconds: 5 });
    await outcomeOf(verifier, token);
    world.advance(5 * SECOND - 1);
    await outcomeOf(verifier, token);
    expect(world.questions()).toBe(1);
    world.advance(1);
    await outcomeOf(verifier, token);
    expect(world.questions()).toBe(2);
  });

  it('holds for every spelling of the credential, so that none of them costs a question', async () => {
    const verifier = world.asking({ cacheSeconds: 10 });
    const token = world.issuer.opaqueToken();
    for (const scheme of ['Bearer ', 'Bearer  ', `Bearer${' '.repeat(50)}`, 'bearer ', 'BEARER '])
      expect(await verifier.verify([scheme + token])).toMatchObject({ ok: true });
    expect(world.questions()).toBe(1);
  });

  it('is declared apart for inactive tokens', async () => {
    const verifier = world.asking({ cacheSeconds: 600, inactiveCacheSeconds: 5 });
    for (let second = 0; second < 10; second += 1, world.advance(SECOND)) {
      expect(await outcomeOf(verifier, 'unknown')).toBe('ZT_TOKEN_INVALID');
    }
    expect(world.questions()).toBe(2);
  });

  it('is asked for once however many wait', async () => {
    const verifier = world.asking();
    const token = world.issuer.opaqueToken();
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => outcomeOf(verifier, token)));
    expect(new Set(outcomes)).toEqual(new Set(['alice']));
    expect(world.questions()).toBe(1);
  });
});
