import { randomUUID, X509Certificate } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { IssuedCertificate } from 'nestjs-zero-trust/testing';
import { DEMO_IDENTITIES } from '../demo/demo-identities.js';
import { hasCode } from '../files/private-file.js';

const DAY_MS = 86_400_000;
const LIFETIME_DAYS = 365;
const RENEWAL_DAYS = 30;

/** The SPIFFE id in the certificate of a demo service. */
export function demoSpiffeId(name: string): string {
  return `spiffe://orders.example/${name}`;
}

/** Where a demo certificate or key lies: `ca.pem`, `server.pem`, `server.key`, and `NAME.pem` and `NAME.key` of each service. */
export function demoCertificateFile(dataDir: string, file: string): string {
  return join(dataDir, 'certificates', file);
}

/**
 * Makes certificates for the TLS listener and for each demo service, all by one authority whose key is not kept. They are
 * made anew when less than 30 of their 365 days are left.
 */
export async function ensureDemoCertificates(dataDir: string): Promise<void> {
  if (await areUsable(dataDir)) return;
  const folder = demoCertificateFile(dataDir, '');
  const draft = `${folder.slice(0, -1)}.${randomUUID()}.draft`;
  try {
    await mkdir(draft, { recursive: true, mode: 0o700 });
    await writeCertificates(draft);
    await rm(folder, { recursive: true, force: true });
    await rename(draft, folder);
  } catch (error) {
    // Another process was faster; its certificates are as good.
    if (!hasCode(error, 'ENOTEMPTY') && !hasCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function areUsable(dataDir: string): Promise<boolean> {
  try {
    const { validTo } = new X509Certificate(await readFile(demoCertificateFile(dataDir, 'ca.pem')));
    return Date.parse(validTo) - Date.now() > RENEWAL_DAYS * DAY_MS;
  } catch {
    return false;
  }
}

async function writeCertificates(folder: string): Promise<void> {
  // Loaded only here: in production there are no demo certificates.
  const { createCertificateAuthority } = await import('nestjs-zero-trust/testing');
  const validity = { notAfter: new Date(Date.now() + LIFETIME_DAYS * DAY_MS) };
  const authority = await createCertificateAuthority({ commonName: 'Orders demonstration', ...validity });
  const write = async (name: string, { certificatePem, privateKeyPem }: IssuedCertificate): Promise<void> => {
    await writeFile(join(folder, `${name}.pem`), certificatePem);
    await writeFile(join(folder, `${name}.key`), privateKeyPem, { mode: 0o600 });
  };
  const addresses = { dnsNames: ['localhost'], ipAddresses: ['127.0.0.1', '::1'] };
  await writeFile(join(folder, 'ca.pem'), authority.certificatePem);
  await write('server', await authority.issue({ purpose: 'server', ...addresses, ...validity }));
  for (const { name, kind } of DEMO_IDENTITIES) {
    if (kind === 'service')
      await write(name, await authority.issue({ uris: [demoSpiffeId(name)], ...validity }));
  }
}
