import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { publishedJwk } from '../../testing/token-issuer-keys.js';
import { createVerifier } from '../../testing/token-issuer-verifier.js';
import { createTokenIssuer, type TokenIssuer } from '../../testing/token-issuer.js';
import type { AccessTokenVerifier, Verdict } from '../access-token-verifier.js';
import type { IssuerOptions } from '../issuer.options.js';
import { REFRESH_AFTER_MS } from './issuer-keys.js';

let now: number;
const clock = { now: () => now };
let issuer: TokenIssuer;
let directory: string;

beforeEach(async () => {
  now = Date.UTC(2026, 0, 15, 12);
  issuer = await createTokenIssuer({ clock });
  directory = mkdtempSync(join(tmpdir(), 'key-file-'));
});

afterEach(async () => {
  vi.restoreAllMocks();
  rmSync(directory, { recursive: true });
  await issuer.close();
});

function offline(keys: Pick<IssuerOptions, 'jwks' | 'jwksFile'>): AccessTokenVerifier {
  const fetch = () => Promise.reject(new Error('no network is to be used'));
  const trusted = { issuer: issuer.issuer, audience: issuer.audience, ...keys };
  return createVerifier({ issuers: [trusted], clock, fetch });
}

function verify(verifier: AccessTokenVerifier): Verdict | Promise<Verdict> {
  return verifier.verify([`Bearer ${issuer.token()}`]);
}

describe('keys in the options', () => {
  it('verify without any network call', async () => {
    const verifier = offline({ jwks: { keys: [publishedJwk(issuer.signingKey)] } });
    expect(await verify(verifier)).toMatchObject({ ok: true });
    now += 3 * REFRESH_AFTER_MS;
    expect(await verify(verifier)).toMatchObject({ ok: true });
  });

  it('verify nothing that another key has signed', async () => {
    const verifier = offline({ jwks: { keys: [publishedJwk(issuer.signingKey)] } });
    issuer.rotate();
    expect(await verify(verifier)).toMatchObject({ ok: false, denial: { code: 'ZT_TOKEN_INVALID' } });
  });
});

describe('keys in a file', () => {
  function write(content: string): string {
    const path = join(directory, 'jwks.json');
    writeFileSync(path, content);
    return path;
  }

  function writeKey(): string {
    return write(JSON.stringify({ keys: [publishedJwk(issuer.signingKey)] }));
  }

  it('verify without any network call, and are read again when they are due', async () => {
    const verifier = offline({ jwksFile: writeKey() });
    expect(await verify(verifier)).toMatchObject({ ok: true });
    const old = issuer.token();
    issuer.rotate();
    writeKey();
    now += 2 * REFRESH_AFTER_MS;
    expect(await verify(verifier)).toMatchObject({ ok: true });
    expect(await verifier.verify([`Bearer ${old}`])).toMatchObject({ ok: false });
  });

  it.each([
    ['half a document', '{"keys":[', 'is not JSON in UTF-8'],
    ['something else', '{"key":1}', 'not a JWKS'],
    ['more than 64 KiB', `{"keys":[]}${' '.repeat(65_536)}`, 'more than 65536 bytes'],
  ])('deny with 503 if the file holds %s', async (_what, content, reason) => {
    const warn = vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
    expect(await verify(offline({ jwksFile: write(content) }))).toMatchObject({
      denial: { code: 'ZT_DEPENDENCY_UNAVAILABLE', reason: expect.stringContaining(reason) as string },
    });
    expect(warn).toHaveBeenCalledOnce();
  });

  it('deny with 503 if there is no file', async () => {
    vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
    expect(await verify(offline({ jwksFile: join(directory, 'absent') }))).toMatchObject({
      denial: { code: 'ZT_DEPENDENCY_UNAVAILABLE', reason: expect.stringContaining('ENOENT') as string },
    });
  });
});
