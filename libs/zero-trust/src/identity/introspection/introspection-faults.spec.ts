import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { introspectingVerifier, outcomeOf } from '../../testing/introspecting-verifier.js';
import { createTokenIssuer, type TokenIssuer } from '../../testing/token-issuer.js';
import type { AccessTokenVerifier } from '../access-token-verifier.js';
import type { IntrospectionOptions } from './introspection.options.js';
import { MAX_QUESTIONS_OF_ADDRESS, MAX_QUESTIONS_UNDER_WAY } from './questions-under-way.js';

let now: number;
const clock = { now: () => now };
let issuer: TokenIssuer;

beforeEach(async () => {
  now = Date.UTC(2026, 0, 15, 12);
  issuer = await createTokenIssuer({ clock });
});

afterEach(() => issuer.close());

function asking(options: Partial<IntrospectionOptions> = {}): AccessTokenVerifier {
  return introspectingVerifier(issuer, { clock, ...options });
}

/** Answers the next questions with this, whatever the token. */
function answer(body: unknown, status = 200): void {
  issuer.answerWith((response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
}

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
    answer(body, status);
    const verdict = await asking().verify(['Bearer opaque-and-secret']);
    expect(verdict).toMatchObject({ ok: false, denial: { code: 'ZT_DEPENDENCY_UNAVAILABLE' } });
    expect(JSON.stringify(verdict)).not.toContain('opaque-and-secret');
  });

  it('that says active twice is not believed', async () => {
    issuer.answerWith((response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"active":false,"active":true}');
    });
    expect(await outcomeOf(asking(), 'opaque')).toBe('ZT_DEPENDENCY_UNAVAILABLE');
  });

  it('that hangs is given up on', async () => {
    issuer.hang();
    const started = performance.now();
    expect(await outcomeOf(asking({ timeoutMs: 500 }), 'opaque')).toBe('ZT_DEPENDENCY_UNAVAILABLE');
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  it('is not flooded with questions about invented tokens', async () => {
    issuer.hang();
    const verifier = asking({ timeoutMs: 500 });
    const outcomes = await Promise.all(
      Array.from({ length: MAX_QUESTIONS_UNDER_WAY + 50 }, (_, index) =>
        outcomeOf(verifier, `opaque-${index}`, `192.0.2.${index}`),
      ),
    );
    expect(new Set(outcomes)).toEqual(new Set(['ZT_DEPENDENCY_UNAVAILABLE']));
    await sleep(10);
    expect(issuer.fetches.introspection).toBe(MAX_QUESTIONS_UNDER_WAY);
    issuer.restore();
    expect(await outcomeOf(verifier, issuer.opaqueToken())).toBe('alice');
  });

  it('is asked about genuine JWTs, and from other addresses, while one address sends invented tokens', async () => {
    issuer.hang();
    const verifier = asking({ timeoutMs: 500, tokens: 'all' });
    const flood = Array.from({ length: MAX_QUESTIONS_UNDER_WAY }, (_, index) =>
      outcomeOf(verifier, `opaque-${index}`, `2001:db8::${index}`),
    );
    await vi.waitFor(() => expect(issuer.fetches.introspection).toBe(MAX_QUESTIONS_OF_ADDRESS));
    issuer.restore();
    expect(await outcomeOf(verifier, issuer.token(), '2001:db8::1')).toBe('alice');
    expect(await outcomeOf(verifier, issuer.opaqueToken(), '192.0.2.1')).toBe('alice');
    expect(new Set(await Promise.all(flood))).toEqual(new Set(['ZT_DEPENDENCY_UNAVAILABLE']));
    expect(await outcomeOf(verifier, issuer.opaqueToken(), '2001:db8::1')).toBe('alice');
  });

  it('is asked about genuine JWTs while every question about opaque tokens hangs', async () => {
    issuer.hang();
    const verifier = asking({ timeoutMs: 500, tokens: 'all' });
    const flood = Array.from({ length: MAX_QUESTIONS_UNDER_WAY }, (_, index) =>
      outcomeOf(verifier, `opaque-${index}`, `192.0.2.${index}`),
    );
    await vi.waitFor(() => expect(issuer.fetches.introspection).toBe(MAX_QUESTIONS_UNDER_WAY));
    issuer.restore();
    expect(await outcomeOf(verifier, issuer.opaqueToken(), '198.51.100.1')).toBe('ZT_DEPENDENCY_UNAVAILABLE');
    expect(await outcomeOf(verifier, issuer.token(), '198.51.100.1')).toBe('alice');
    await Promise.all(flood);
  });

  it('cannot be reached: a deny with 503', async () => {
    const verifier = asking({ endpoint: 'http://127.0.0.1:1/introspect' });
    expect(await outcomeOf(verifier, 'opaque')).toBe('ZT_DEPENDENCY_UNAVAILABLE');
  });
});
