import { createHash, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { SecureContextOptions } from 'node:tls';
import { demoCertificateFile, ensureDemoCertificates, EnvironmentError, isDemoAllowed } from '@sample/shared';
import type { AuthEnvironment } from '../auth.tokens.js';

const PEM_BEGIN = '-----BEGIN CERTIFICATE-----';

/** Paths of the PEM files that the listener for certificates is made of. */
export interface ListenerFiles {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
  readonly crl: string | undefined;
}

/** What the files hold. */
export interface ListenerCertificates {
  readonly tls: SecureContextOptions;
  /** Differs whenever any of the files does. */
  readonly fingerprint: string;
}

/**
 * Finds the files; makes them for the demonstration where none are set.
 *
 * @throws EnvironmentError when only some of the files are set, or none in production
 */
export async function listenerFiles(environment: AuthEnvironment): Promise<ListenerFiles> {
  const { mtlsCert: cert, mtlsKey: key, mtlsCa: ca, mtlsCrl: crl, dataDir } = environment;
  if (cert !== undefined && key !== undefined && ca !== undefined) return { cert, key, ca, crl };
  const settings = { MTLS_CERT: cert, MTLS_KEY: key, MTLS_CA: ca };
  const missing = Object.entries(settings).filter(([, file]) => file === undefined);
  if (missing.length < Object.keys(settings).length || !isDemoAllowed(environment)) throw incomplete(missing);
  await ensureDemoCertificates(dataDir);
  return {
    cert: demoCertificateFile(dataDir, 'server.pem'),
    key: demoCertificateFile(dataDir, 'server.key'),
    ca: demoCertificateFile(dataDir, 'ca.pem'),
    crl,
  };
}

/**
 * Reads the files.
 *
 * @throws Error that names a file without certificates: of such a one OpenSSL would say nothing, and believe nobody
 */
export async function readCertificates(files: ListenerFiles): Promise<ListenerCertificates> {
  const names = Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const read = await Promise.all(names.map(async ([name, file]) => [name, await readFile(file)] as const));
  for (const [name, content] of read)
    if (name === 'cert' || name === 'ca') checkCertificates(files[name], content.toString());
  const fingerprint = createHash('sha256');
  for (const [name, content] of read) fingerprint.update(`${name} ${content.length}\n`).update(content);
  return { tls: Object.fromEntries(read), fingerprint: fingerprint.digest('base64url') };
}

function checkCertificates(file: string, pem: string): void {
  const [, ...blocks] = pem.split(PEM_BEGIN);
  if (blocks.length === 0 || !blocks.every(isCertificate))
    throw new Error(
      `${file} holds what is no certificate, or none at all. Put whole PEM certificates there.`,
    );
}

function isCertificate(block: string): boolean {
  try {
    return new X509Certificate(`${PEM_BEGIN}${block}`).raw.length > 0;
  } catch {
    return false;
  }
}

function incomplete(missing: readonly [string, unknown][]): EnvironmentError {
  const expected = 'the path of a PEM file, because AUTH_MTLS_PORT is set and no demo certificate fits';
  return new EnvironmentError(missing.map(([variable]) => ({ variable, holds: 'nothing', expected })));
}
