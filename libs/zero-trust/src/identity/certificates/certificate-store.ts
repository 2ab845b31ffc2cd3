import { Logger } from '@nestjs/common';
import type { SecureContextOptions } from 'node:tls';
import { BootError } from '../../kernel/errors.js';
import {
  CertificateFileError,
  certificateFiles,
  loadCertificates,
  type LoadedCertificates,
} from './certificate-files.js';
import type { CertificateTrust } from './certificate-trust.js';
import type { ResolvedCertificateOptions } from './certificates.options.js';
import { fingerprintFiles } from './fingerprint-files.js';

/**
 * The certificates, keys and lists in use. The files are looked at regularly; what has changed takes effect as a whole or,
 * if it cannot be used, not at all, and then what was in use stays and the fault is logged.
 */
export class CertificateStore {
  readonly #logger = new Logger('ZeroTrust');
  readonly #reloaded: ((tls: SecureContextOptions) => void)[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isLoading = false;
  /** The last fault that was logged, and the state of the files that it is of. */
  #reported: string | undefined;

  private constructor(
    private readonly options: ResolvedCertificateOptions,
    private loaded: LoadedCertificates,
    private fingerprint: string,
  ) {}

  /** @throws {@link BootError} `ZT_OPTIONS_INVALID` if a file cannot be used */
  static async open(options: ResolvedCertificateOptions): Promise<CertificateStore> {
    try {
      const fingerprint = await fingerprintFiles(certificateFiles(options));
      return new CertificateStore(options, await loadCertificates(options), fingerprint);
    } catch (error) {
      if (!(error instanceof CertificateFileError)) throw error;
      const remedy = 'Name PEM files that this process may read and that belong together.';
      throw new BootError('ZT_OPTIONS_INVALID', [
        { where: 'options.identity.certificates', problem: error.message, remedy },
      ]);
    }
  }

  /** A new object whenever the files have changed. */
  get trust(): CertificateTrust {
    return this.loaded.trust;
  }

  /** What the listener is made with; `undefined` without one. */
  get tls(): SecureContextOptions | undefined {
    return this.loaded.tls;
  }

  /** Calls back with what new handshakes need, whenever that has changed. */
  onReload(reloaded: (tls: SecureContextOptions) => void): void {
    this.#reloaded.push(reloaded);
  }

  /** Looks at the files from now on. */
  watch(): void {
    this.#timer = setInterval(() => void this.reload(), this.options.reloadSeconds * 1000).unref();
  }

  unwatch(): void {
    clearInterval(this.#timer);
  }

  /** Looks at the files now. */
  async reload(): Promise<void> {
    if (this.#isLoading) return;
    this.#isLoading = true;
    const fingerprint = await fingerprintFiles(certificateFiles(this.options));
    try {
      if (fingerprint !== this.fingerprint) await this.replace(fingerprint);
    } catch (error) {
      this.report(fingerprint, messageOf(error));
    } finally {
      this.#isLoading = false;
    }
  }

  private async replace(fingerprint: string): Promise<void> {
    const loaded = await loadCertificates(this.options);
    const { tls } = loaded;
    if (tls !== undefined) for (const reloaded of this.#reloaded) reloaded(tls);
    this.loaded = loaded;
    // Only now: what could not be used is tried again, because permission to read it may come without a change of it.
    this.fingerprint = fingerprint;
    this.#reported = undefined;
    this.#logger.log({ event: 'certificates-reloaded' });
  }

  private report(fingerprint: string, reason: string): void {
    const fault = `${fingerprint}\n${reason}`;
    if (fault === this.#reported) return;
    this.#reported = fault;
    this.#logger.error({ event: 'certificates-not-reloaded', reason });
  }
}

function messageOf(error: unknown): string {
  return error instanceof CertificateFileError ? error.message : 'unexpected error';
}
