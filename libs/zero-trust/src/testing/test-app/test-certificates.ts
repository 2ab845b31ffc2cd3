import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ResolvedCertificateOptions } from '../../identity/certificates/certificates.options.js';
import type { Clock } from '../../kernel/clock.port.js';
import type {
  CertificateAuthority,
  CertificateRequest,
  IssuedCertificate,
  Validity,
} from '../certificate-authority.js';
import { createCertificateAuthority } from '../create-certificate-authority.js';
import { TestAppError } from './test-app.error.js';

/** A service by its SPIFFE id, or what its certificate shall say, or a certificate. */
export type TestCertificate = CertificateRequest | IssuedCertificate | string;

const HOUR_MS = 3_600_000;
const YEARS_MS = 20 * 365 * 24 * HOUR_MS;

/** A certificate authority, and a TLS listener, in place of those of an application that believes client certificates. */
export class TestCertificates {
  private folder: string | undefined;
  private created: CertificateAuthority | undefined;
  private readonly issued = new Map<string, Promise<IssuedCertificate>>();

  constructor(private readonly clock: Clock) {}

  /** @throws {TestAppError} when the application believes no certificate */
  get authority(): CertificateAuthority {
    if (this.created !== undefined) return this.created;
    throw new TestAppError(
      'The application believes no client certificate; give its options identity.certificates, such as { caFiles: [] } by the option "options".',
    );
  }

  /** Whose certificates are believed, and how they come in, changes; what they mean stays. */
  async standInFor(own: ResolvedCertificateOptions): Promise<ResolvedCertificateOptions> {
    this.created = await createCertificateAuthority(this.validity());
    const server = await this.created.issue({
      purpose: 'server',
      ipAddresses: ['127.0.0.1'],
      ...this.validity(),
    });
    this.folder = await mkdtemp(join(tmpdir(), 'zero-trust-test-'));
    const file = async (name: string, text: string): Promise<string> => {
      const path = join(this.folder ?? '', name);
      await writeFile(path, text, { mode: 0o600 });
      return path;
    };
    const caFiles = [await file('ca.pem', this.created.certificatePem)];
    const certFile = await file('server.pem', server.certificatePem);
    const keyFile = await file('server.key', server.privateKeyPem);
    const listener = { port: 0, host: '127.0.0.1', drainSeconds: 0.1, certFile, keyFile };
    return { ...own, caFiles, crlFiles: [], listener };
  }

  /** The certificate itself; the same one each time for the same name. */
  async issue(certificate: TestCertificate): Promise<IssuedCertificate> {
    if (typeof certificate !== 'string') {
      return 'certificatePem' in certificate
        ? certificate
        : this.authority.issue({ ...this.validity(), ...certificate });
    }
    const issued =
      this.issued.get(certificate) ?? this.authority.issue({ uris: [certificate], ...this.validity() });
    this.issued.set(certificate, issued);
    return issued;
  }

  async close(): Promise<void> {
    if (this.folder !== undefined) await rm(this.folder, { recursive: true, force: true });
  }

  /** Handshakes go by the machine's time, the application by the test's. */
  private validity(): Required<Validity> {
    const times = [this.clock.now(), Date.now()];
    return {
      notBefore: new Date(Math.min(...times) - HOUR_MS),
      notAfter: new Date(Math.max(...times) + YEARS_MS),
    };
  }
}
