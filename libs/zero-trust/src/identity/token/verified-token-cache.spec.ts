import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { badCredentials } from '../../testing/bad-tokens.js';
import { createVerifier } from '../../testing/token-issuer-verifier.js';
import { createTokenIssuer, type TokenIssuer } from '../../testing/token-issuer.js';
import type { AccessTokenVerifier, Verdict } from '../access-token-verifier.js';
import { REFRESH_AFTER_MS } from '../keys/issuer-keys.js';
import { MAX_VERIFIED_TOKENS, VerifiedTokenCache } from './verified-token-cache.js';

const START = Date.UTC(2026, 0, 15, 12);
let now = START;
const clock = { now: () => now };
let issuer: TokenIssuer;
let verifier: AccessTokenVerifier;

beforeEach(async () => {
  now = START;
  issuer = await createTokenIssuer({ clock });
  verifier = createVerifier({ issuers: [{ issuer: issuer.issuer, audience: issuer.audience }], clock });
});

afterEach(() => issuer.close());

/** Whether the verifier gives the very verdict that it gave before, which it only does for a token that it remembers. */
function isRemembered(credential: string, verdict: Verdict): boolean {
  return verifier.verify([credential]) === verdict;
}

describe('the verified-token cache', () => {
  it('answers at once for a token that was verified before, with the same principal', async () => {
    const credential = `Bearer ${issuer.token()}`;
    const first = await verifier.verify([credential]);
    expect(first.ok).toBe(true);
    expect(isRemembered(credential, first)).toBe(true);
  });

  it('never remembers a credential that was refused, whatever is wrong with it', async () => {
    const add = vi.spyOn(VerifiedTokenCache.prototype, 'add');
    for (const { name, authorization } of badCredentials(issuer)) {
      expect({ name, ok: (await verifier.verify(authorization)).ok }).toEqual({ name, ok: false });
    }
    expect(add).not.toHaveBeenCalled();
    await verifier.verify([`Bearer ${issuer.token()}`]);
    expect(add).toHaveBeenCalledOnce();
    add.mockRestore();
  });

  it('does not take a changed token for one that it remembers', async () => {
    const credential = `Bearer ${issuer.token()}`;
    await verifier.verify([credential]);
    const [header, payload, signature = ''] = credential.split('.');
    const tampered = [header, payload, `${signature[0] === 'A' ? 'B' : 'A'}${signature.slice(1)}`].join('.');
    expect(await verifier.verify([tampered])).toMatchObject({ ok: false });
  });

  it('refuses a remembered token beside a second credential', async () => {
    const credential = `Bearer ${issuer.token()}`;
    await verifier.verify([credential]);
    expect(await verifier.verify([credential, credential])).toMatchObject({ ok: false });
  });

  it('forgets a token the second that it expires, tolerance included', async () => {
    const credential = `Bearer ${issuer.token({ lifetimeSeconds: 300 })}`;
    const verdict = await verifier.verify([credential]);
    now = START + (300 + 60) * 1000 - 1;
    expect(isRemembered(credential, verdict)).toBe(true);
    now = START + (300 + 60) * 1000;
    expect(isRemembered(credential, verdict)).toBe(false);
    expect(await verifier.verify([credential])).toMatchObject({
      ok: false,
      denial: { code: 'ZT_TOKEN_EXPIRED' },
    });
  });

  it('refuses a remembered token once its issuer has withdrawn the key', async () => {
    const credential = `Bearer ${issuer.token({ lifetimeSeconds: 3600 })}`;
    const verdict = await verifier.verify([credential]);
    issuer.rotate({ keepPrevious: false });
    now += REFRESH_AFTER_MS;
    void verifier.verify([credential]); // makes the renewal of the keys begin
    await vi.waitFor(() => expect(issuer.fetches.jwks).toBe(2));
    await vi.waitFor(() => expect(isRemembered(credential, verdict)).toBe(false));
    expect(await verifier.verify([credential])).toMatchObject({
      ok: false,
      denial: { code: 'ZT_TOKEN_INVALID' },
    });
  });

  it('learns of a withdrawn key although the clock was put back by a day meanwhile', async () => {
    await verifier.verify([`Bearer ${issuer.token()}`]);
    now -= 24 * 3_600_000;
    await verifier.verify([`Bearer ${issuer.token()}`]);
    const withdrawn = issuer.token({ lifetimeSeconds: 3600 });
    issuer.rotate({ keepPrevious: false });
    now += REFRESH_AFTER_MS;
    void verifier.verify([`Bearer ${withdrawn}`]); // makes the renewal of the keys begin
    await vi.waitFor(() => expect(issuer.fetches.jwks).toBe(2));
    await vi.waitFor(async () => {
      expect(await verifier.verify([`Bearer ${withdrawn}`])).toMatchObject({ ok: false });
    });
  });

  it('gives out a principal that no request can change for the next', async () => {
    const claims = { acr: 'low', amr: ['pwd'], act: { sub: 'service' }, cnf: undefined };
    const credential = `Bearer ${issuer.token({ scope: 'orders:read', claims })}`;
    const verdict = await verifier.verify([credential]);
    if (!verdict.ok) throw new Error('the token is good');
    const { principal } = verdict;
    const { authentication, actor, scopes } = principal;
    for (const part of [principal, authentication, authentication.amr, actor, principal.claims])
      expect(Object.isFrozen(part)).toBe(true);
    expect(() => (scopes as Set<string>).add('orders:admin')).toThrow(TypeError);
    expect([...scopes]).toEqual(['orders:read']);
  });

  it('remembers a token although its key was published anew, unchanged', async () => {
    const credential = `Bearer ${issuer.token({ lifetimeSeconds: 3600 })}`;
    const verdict = await verifier.verify([credential]);
    now += REFRESH_AFTER_MS;
    issuer.rotate();
    void verifier.verify([credential]);
    await vi.waitFor(() => expect(issuer.fetches.jwks).toBe(2));
    expect(await verifier.verify([`Bearer ${issuer.token()}`])).toMatchObject({ ok: true });
    expect(isRemembered(credential, verdict)).toBe(true);
  });

  it('stays bounded: the token unused for the longest time is forgotten', async () => {
    const first = `Bearer ${issuer.token()}`;
    const verdict = await verifier.verify([first]);
    const cache = (verifier as unknown as { verified: { add: (key: string, entry: object) => void } })
      .verified;
    for (let index = 0; index < MAX_VERIFIED_TOKENS; index += 1) cache.add(`filler ${index}`, {});
    expect(isRemembered(first, verdict)).toBe(false);
  });
});
