import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTokenIssuer } from '../../testing/token-issuer.js';
import { JwksSource } from './jwks-source.js';
import { probeKeys } from './probe-keys.js';

let warnings: string[];

beforeEach(() => {
  warnings = [];
  vi.spyOn(Logger.prototype, 'warn').mockImplementation((message: unknown) => {
    warnings.push(String(message));
  });
});

afterEach(() => {
  vi.restoreAllMocks();
});

function sourceOf(issuer: string): JwksSource {
  const clock = { now: () => 0 };
  return new JwksSource({ issuer, algorithms: ['ES256'], fetch, clock, timeoutMs: 2_000 });
}

describe('probeKeys', () => {
  it('is silent about an issuer whose keys can be had', async () => {
    await using issuer = await createTokenIssuer();
    await probeKeys(sourceOf(issuer.issuer));
    expect(warnings).toEqual([]);
  });

  it('says in one line which issuer has no metadata where it should be, and what to look at', async () => {
    await using issuer = await createTokenIssuer();
    const mistyped = `${issuer.issuer}/realms/shpo`;
    await probeKeys(sourceOf(mistyped));
    expect(warnings).toEqual([
      expect.stringMatching(/^The keys of \S+\/realms\/shpo cannot be fetched: .*404/),
    ]);
    expect(warnings.join()).toContain("check the 'issuer' in the options");
  });

  it('survives an issuer that is down', async () => {
    await expect(probeKeys(sourceOf('http://127.0.0.1:1'))).resolves.toBeUndefined();
    expect(warnings).toHaveLength(1);
  });
});
