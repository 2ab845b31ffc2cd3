import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CertificateAuthority, IssuedCertificate } from '../../testing/certificate-authority.js';
import { createCertificateAuthority } from '../../testing/create-certificate-authority.js';
import { CertificateStore } from './certificate-store.js';
import { resolveCertificateOptions } from './certificates.options.js';
import { parseCertificate } from './parsed-certificate.js';
import { readPemBlocks } from './pem.js';

const LENGTH = 2_000;

let folder: string;
let authority: CertificateAuthority;
let store: CertificateStore;
let logged: { readonly event: string; readonly reason?: string }[];

/** Writes the list such that from outside the file looks as before. */
async function writeList(text: string): Promise<void> {
  const file = join(folder, 'crl.pem');
  await writeFile(file, text.padEnd(LENGTH, '\n'));
  await utimes(file, 1_000, 1_000);
}

function faultOf({ certificatePem }: IssuedCertificate): string | undefined {
  const leaf = parseCertificate(readPemBlocks(certificatePem, 'CERTIFICATE')[0] as Buffer);
  return store.trust.judge({ leaf, intermediates: [], nowSeconds: Date.now() / 1_000 }).fault;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'certificate-store-'));
  authority = await createCertificateAuthority();
  await writeFile(join(folder, 'ca.pem'), authority.certificatePem);
  await writeFile(join(folder, 'crl.pem'), await authority.revocationList([]));
  const [caFiles, crlFiles] = [[join(folder, 'ca.pem')], [join(folder, 'crl.pem')]];
  store = await CertificateStore.open(resolveCertificateOptions({ caFiles, crlFiles }));
  logged = [];
  const log = (message: (typeof logged)[number]) => void logged.push(message);
  vi.spyOn(Logger.prototype, 'error').mockImplementation(log);
  vi.spyOn(Logger.prototype, 'log').mockImplementation(log);
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

describe('files that cannot be used', () => {
  it('are tried again until they can, also if they look the same from outside, as when only rights were missing', async () => {
    const billing = await authority.issue();
    await writeList('unreadable');
    await store.reload();
    expect(faultOf(billing)).toBeUndefined();
    await writeList(await authority.revocationList([billing]));
    await store.reload();
    expect(faultOf(billing)).toBe('revoked');
  });

  it('are reported once for each state and fault, and again after they could be used', async () => {
    const good = await authority.revocationList([]);
    const reload = async () => {
      await store.reload();
      await store.reload();
    };
    await writeList('unreadable');
    await reload();
    await rm(join(folder, 'crl.pem'));
    await reload();
    await writeList(good);
    await reload();
    await rm(join(folder, 'crl.pem'));
    await reload();
    const file = join(folder, 'crl.pem');
    const missing = { event: 'certificates-not-reloaded', reason: `${file} cannot be read (ENOENT)` };
    expect(logged).toEqual([
      { event: 'certificates-not-reloaded', reason: `${file} holds no PEM block 'X509 CRL'` },
      missing,
      { event: 'certificates-reloaded' },
      missing,
    ]);
  });
});
