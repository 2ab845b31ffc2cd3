import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { Logger } from '@nestjs/common';
import type { Agent } from 'undici';
import type { Clock } from '../../kernel/clock.port.js';
import { BootError } from '../../kernel/errors.js';
import { fingerprintFiles } from '../certificates/fingerprint-files.js';
import type { HttpFetch } from '../keys/http-fetch.port.js';
import type { ServiceCertificateFiles } from './service-token-client.options.js';

const DEFAULT_RELOAD_SECONDS = 60;

/** What {@link MutualTlsFetch} is made of. */
export interface MutualTlsFetchInit {
  readonly files: ServiceCertificateFiles;
  readonly clock: Clock;
}

/** `fetch` that shows a certificate. Files that change take effect on new connections; if they are unusable, the old ones stay. */
export class MutualTlsFetch {
  readonly #logger = new Logger('ZeroTrust');
  #material: SecureContextOptions;
  #agent: Promise<Agent> | undefined;
  #fingerprint: string | undefined;
  #lookedAt: number;

  /** @throws BootError (`ZT_OPTIONS_INVALID`) if a file cannot be used */
  constructor(private readonly init: MutualTlsFetchInit) {
    this.#lookedAt = init.clock.now();
    try {
      this.#material = readMaterial(init.files);
    } catch (error) {
      const where = 'ServiceTokenClient options.certificate';
      const remedy = 'Name PEM files that this process may read and that belong together.';
      throw new BootError('ZT_OPTIONS_INVALID', [{ where, problem: problemOf(error), remedy }]);
    }
  }

  readonly fetch: HttpFetch = async (url, init) => {
    await this.reload();
    this.#agent ??= this.connect();
    const options = { ...init, dispatcher: await this.#agent };
    return fetch(url, options);
  };

  /** Closes every connection, once what is under way on it is done. */
  async close(): Promise<void> {
    const agent = this.#agent;
    this.#agent = undefined;
    await (await agent)?.close();
  }

  /** Loaded when it is needed: it takes longer than the rest of the package. */
  private async connect(): Promise<Agent> {
    const { Agent: UndiciAgent } = await import('undici');
    return new UndiciAgent({ connect: { ...this.#material, minVersion: 'TLSv1.2' } });
  }

  private async reload(): Promise<void> {
    const { files, clock } = this.init;
    const now = clock.now();
    const isDue = now - this.#lookedAt >= (files.reloadSeconds ?? DEFAULT_RELOAD_SECONDS) * 1_000;
    if (this.#fingerprint !== undefined && !isDue) return;
    this.#lookedAt = now;
    const fingerprint = await fingerprintFiles(namesOf(files));
    const hasChanged = this.#fingerprint !== undefined && this.#fingerprint !== fingerprint;
    this.#fingerprint = fingerprint;
    if (hasChanged) this.replace();
  }

  private replace(): void {
    try {
      this.#material = readMaterial(this.init.files);
    } catch (error) {
      this.#logger.error({ event: 'service-certificate-not-reloaded', reason: problemOf(error) });
      return;
    }
    this.close().catch(() => this.#logger.warn({ event: 'old-connections-not-closed' }));
  }
}

function namesOf({ certFile, keyFile, caFile }: ServiceCertificateFiles): readonly string[] {
  return caFile === undefined ? [certFile, keyFile] : [certFile, keyFile, caFile];
}

/** Read at once, so that certificate and key belong together; they are short, and seldom change. */
function readMaterial({ certFile, keyFile, caFile }: ServiceCertificateFiles): SecureContextOptions {
  const material = {
    cert: readFileSync(certFile),
    key: readFileSync(keyFile),
    ...(caFile === undefined ? {} : { ca: readFileSync(caFile) }),
  };
  createSecureContext(material);
  return material;
}

/** Names the file, or nothing: what a parser says may quote the key. */
function problemOf(error: unknown): string {
  const { code, path } = error as NodeJS.ErrnoException;
  return path === undefined ? 'are malformed, or do not belong together' : `${path} cannot be read (${code})`;
}
