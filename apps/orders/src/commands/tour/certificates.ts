import { readFile } from 'node:fs/promises';
import { demoCertificateFile, demoSpiffeId } from '@sample/shared';
import { createCertificateAuthority } from 'nestjs-zero-trust/testing';

/** Whom a TLS client believes, and what it shows; PEM. */
export interface TlsCredentials {
  readonly ca: string;
  readonly cert?: string;
  readonly key?: string;
}

/** The certificates that the tour shows, by name. */
export type Certificates = ReadonlyMap<string, TlsCredentials>;

/** No certificate at all. */
export const NO_CERTIFICATE = 'none';
/** The name of a service, certified by somebody whom the API does not know. */
export const SELF_MADE_CERTIFICATE = 'self-made';

const SERVICES = ['order-processor', 'inventory-reader'] as const;

/**
 * Reads the certificates of the demo services, and makes one that nobody should believe.
 *
 * @throws Error that names the missing file
 */
export async function readCertificates(dataDir: string): Promise<Certificates> {
  const read = (file: string): Promise<string> => readPem(demoCertificateFile(dataDir, file));
  const ca = await read('ca.pem');
  const certificates = new Map<string, TlsCredentials>([[NO_CERTIFICATE, { ca }]]);
  for (const name of SERVICES)
    certificates.set(name, { ca, cert: await read(`${name}.pem`), key: await read(`${name}.key`) });
  const stranger = await createCertificateAuthority();
  const forged = await stranger.issue({ uris: [demoSpiffeId('order-processor')] });
  return certificates.set(SELF_MADE_CERTIFICATE, {
    ca,
    cert: forged.certificatePem,
    key: forged.privateKeyPem,
  });
}

async function readPem(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new Error(`${path} cannot be read. Start the sample with "npm start" and the same DATA_DIR.`, {
      cause: error,
    });
  }
}
