import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyFilePath, readKey, readOrCreateKey, toPublicJwk } from './key-files.js';

describe('key files', () => {
  let dataDir: string;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'key-files-'));
  });

  afterAll(() => rm(dataDir, { recursive: true }));

  it('makes one key however many ask at once, readable by its owner only', async () => {
    const keys = await Promise.all(Array.from({ length: 8 }, () => readOrCreateKey(dataDir, 'service')));
    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(1);
    expect((await stat(keyFilePath(dataDir, 'service'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(dataDir, 'keys'))).mode & 0o777).toBe(0o700);
  });

  it('leaves the private member out of the public key', async () => {
    const jwk = await readOrCreateKey(dataDir, 'service');
    expect(Object.keys(toPublicJwk(jwk)).toSorted()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  });

  it('says which file is missing', async () => {
    await expect(readKey(dataDir, 'absent')).rejects.toThrow(keyFilePath(dataDir, 'absent'));
  });

  it('does not repeat the content of a malformed file', async () => {
    await writeFile(keyFilePath(dataDir, 'broken'), '{"d":"hunter2"');
    await expect(readKey(dataDir, 'broken')).rejects.toThrow(/holds no private ES256 key/);
    await expect(readKey(dataDir, 'broken')).rejects.not.toThrow(/hunter2/);
  });
});
