import { readFile } from 'node:fs/promises';
import { constants } from 'node:crypto';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { CertificateTrust } from './certificate-trust.js';
import type { ResolvedCertificateOptions } from './certificates.options.js';
import { parseCertificate, type ParsedCertificate } from './parsed-certificate.js';
import { readPemBlocks, toPem } from './pem.js';
import { RevocationLists } from './revocation-lists.js';

const READ_TIMEOUT_MS = 5_000;

/** Everything that the files say at one moment. */
export interface LoadedCertificates {
  readonly trust: CertificateTrust;
  /** For the listener; `undefined` if there is none. */
  readonly tls: SecureContextOptions | undefined;
}

/** A file that cannot be used. Its message names no content. */
export class CertificateFileError extends Error {
  constructor(
    readonly file: string,
    readonly problem: string,
    options?: ErrorOptions,
  ) {
    super(`${file} ${problem}`, options);
    this.name = 'CertificateFileError';
  }
}

/** Every file that the options name. */
export function certificateFiles(options: ResolvedCertificateOptions): readonly string[] {
  const { caFiles, crlFiles, listener } = options;
  return [...caFiles, ...crlFiles, ...(listener === undefined ? [] : [listener.certFile, listener.keyFile])];
}

/**
 * Reads and checks all files, so that what is handed out works as a whole.
 *
 * @throws {@link CertificateFileError} for the first that cannot be used
 */
export async function loadCertificates(options: ResolvedCertificateOptions): Promise<LoadedCertificates> {
  const authorities = (await readEach(options.caFiles, 'CERTIFICATE', readAuthority)).flat();
  const crls = (await readEach(options.crlFiles, 'X509 CRL', (der) => der)).flat();
  const lists = crls.length === 0 ? undefined : await readLists(options, { crls, authorities });
  return {
    trust: new CertificateTrust(authorities, lists),
    tls: await loadListener(options, { authorities, crls }),
  };
}

async function readEach<T>(
  files: readonly string[],
  label: string,
  read: (der: Buffer) => T,
): Promise<readonly T[][]> {
  return Promise.all(
    files.map(async (file) => {
      const blocks = readPemBlocks(await readText(file), label);
      if (blocks.length === 0) throw new CertificateFileError(file, `holds no PEM block '${label}'`);
      return blocks.map((der) => attempt(file, () => read(der)));
    }),
  );
}

function readAuthority(der: Buffer): ParsedCertificate {
  const certificate = parseCertificate(der);
  if (!certificate.isAuthority) throw new Error('holds a certificate that is no authority');
  const [unhandled] = certificate.unhandledExtensions;
  if (unhandled !== undefined)
    throw new Error(`holds an authority with the extension ${unhandled}, which is not evaluated`);
  return certificate;
}

interface Material {
  readonly authorities: readonly ParsedCertificate[];
  readonly crls: readonly Buffer[];
}

async function readLists({ crlFiles }: ResolvedCertificateOptions, { crls, authorities }: Material) {
  try {
    return await RevocationLists.read(crls, authorities);
  } catch (error) {
    throw new CertificateFileError(crlFiles.join(', '), `cannot be used: one list ${reasonOf(error)}`);
  }
}

async function loadListener(
  { listener }: ResolvedCertificateOptions,
  { authorities, crls }: Material,
): Promise<SecureContextOptions | undefined> {
  if (listener === undefined) return undefined;
  const tls = {
    cert: await readText(listener.certFile),
    key: await readText(listener.keyFile),
    ca: authorities.map(({ x509 }) => toPem(x509.raw, 'CERTIFICATE')),
    // Node reads one list per entry and ignores what follows in it.
    ...(crls.length === 0 ? {} : { crl: crls.map((der) => toPem(der, 'X509 CRL')) }),
    minVersion: 'TLSv1.2',
    // A resumed session would skip the certificate: every handshake is a full one.
    secureOptions: constants.SSL_OP_NO_TICKET,
  } as const;
  attempt(`${listener.certFile} or ${listener.keyFile}`, () => createSecureContext(tls));
  return tls;
}

function attempt<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new CertificateFileError(file, `cannot be used: it ${reasonOf(error)}`);
  }
}

/** Our own words; what a parser says may quote the file. */
function reasonOf(error: unknown): string {
  const isOwn = error instanceof Error && /^(?:holds|is) [a-z]/.test(error.message);
  return isOwn ? error.message : 'is malformed, or does not fit the others';
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, { encoding: 'utf8', signal: AbortSignal.timeout(READ_TIMEOUT_MS) });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CertificateFileError(file, `cannot be read (${code ?? 'timeout'})`);
  }
}
