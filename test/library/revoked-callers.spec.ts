import { Controller, Get } from '@nestjs/common';
import { Scopes, Standing } from 'nestjs-zero-trust';
import { createDpopKey, createTokenIssuer, dpopProof, type TokenIssuer } from 'nestjs-zero-trust/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLATFORMS, startGuardedApp, type GuardedApp } from './support/guarded-app.js';

@Controller('notes')
class NotesController {
  @Get() @Scopes('read') list(): string {
    return 'notes';
  }
}

const CACHE_SECONDS = 60;
const key = createDpopKey();

describe.each(PLATFORMS)('on %s', (platform) => {
  let issuer: TokenIssuer;
  let app: GuardedApp;
  let standing: Standing;

  beforeAll(async () => {
    issuer = await createTokenIssuer();
    const { introspectionEndpoint: endpoint, audience } = issuer;
    const credentials = { clientId: 'api', clientSecret: 'secret' };
    const introspection = { endpoint, ...credentials, cacheSeconds: CACHE_SECONDS };
    const identity = { issuers: [{ issuer: issuer.issuer, audience, introspection }] };
    app = await startGuardedApp({ platform, controllers: [NotesController], options: { identity } });
    standing = app.app.get(Standing);
  });

  afterAll(async () => {
    await app[Symbol.asyncDispose]();
    await issuer.close();
  });

  async function ask(authorization: string, dpop?: string): Promise<string> {
    const headers = { authorization, ...(dpop === undefined ? {} : { dpop }) };
    const response = await fetch(`${app.url}/notes`, { headers });
    if (response.ok) return String(response.status);
    return `${response.status} ${((await response.json()) as { code: string }).code}`;
  }

  const proofFor = (token: string): string =>
    dpopProof({ key, method: 'GET', url: `${app.url}/notes`, token });

  it('a token that was verified and is remembered is refused from the moment that it is revoked', async () => {
    const token = issuer.token({ scope: 'read', claims: { jti: 'remembered' } });
    expect([await ask(`Bearer ${token}`), await ask(`Bearer ${token}`)]).toEqual(['200', '200']);
    await standing.revokeToken({ issuer: issuer.issuer, tokenId: 'remembered' });
    expect(await ask(`Bearer ${token}`)).toBe('401 ZT_TOKEN_REVOKED');
  });

  it('an opaque token is refused from the moment that it is revoked, though its issuer was asked a moment ago', async () => {
    const token = issuer.opaqueToken({ scope: 'read', claims: { jti: 'opaque' } });
    expect(await ask(`Bearer ${token}`)).toBe('200');
    const { length } = issuer.introspections;
    await standing.revokeToken({ issuer: issuer.issuer, tokenId: 'opaque' });
    expect(await ask(`Bearer ${token}`)).toBe('401 ZT_TOKEN_REVOKED');
    // The answer came from memory: it is standing that refuses.
    expect(issuer.introspections.length).toBe(length);
  });

  it('all opaque tokens of a subject are refused with its JWTs', async () => {
    const token = issuer.opaqueToken({ sub: 'carol', scope: 'read' });
    expect(await ask(`Bearer ${token}`)).toBe('200');
    await standing.revokeTokensOf({ issuer: issuer.issuer, subject: 'carol' });
    expect(await ask(`Bearer ${token}`)).toBe('401 ZT_TOKEN_REVOKED');
    expect(await ask(`Bearer ${issuer.token({ sub: 'carol', scope: 'read' })}`)).toBe('401 ZT_TOKEN_REVOKED');
  });

  it('a locked subject is refused with a good proof, which is used up by it', async () => {
    const token = issuer.token({ sub: 'mallory', scope: 'read', dpopKey: key });
    const target = { issuer: issuer.issuer, subject: 'mallory' };
    expect(await ask(`DPoP ${token}`, proofFor(token))).toBe('200');
    await standing.lock(target);
    const proof = proofFor(token);
    expect(await ask(`DPoP ${token}`, proof)).toBe('403 ZT_SUBJECT_LOCKED');
    await standing.unlock(target);
    expect(await ask(`DPoP ${token}`, proof)).toBe('401 ZT_PROOF_REPLAYED');
    expect(await ask(`DPoP ${token}`, proofFor(token))).toBe('200');
  });

  it('who holds a token of a locked subject but not its key learns nothing of the lock', async () => {
    const token = issuer.token({ sub: 'trent', scope: 'read', dpopKey: key });
    await standing.lock({ issuer: issuer.issuer, subject: 'trent' });
    expect(await ask(`DPoP ${token}`)).toBe('401 ZT_PROOF_MISSING');
    expect(await ask(`Bearer ${token}`)).toBe('401 ZT_TOKEN_SCHEME_MISMATCH');
  });
});
