import type { Clock } from '../../kernel/clock.port.js';
import type { CertificateStore } from './certificate-store.js';
import type { ResolvedCertificateOptions } from './certificates.options.js';
import { NO_CERTIFICATES, type ClientCertificates } from './client-certificates.port.js';
import type { TlsListener } from './tls-listener.js';

/** What becomes of client certificates in this application. */
export interface MutualTls {
  /** What the options name, watched; `undefined` if no certificate is believed. */
  readonly store: CertificateStore | undefined;
  readonly certificates: ClientCertificates;
  /** `undefined` if there is no listener of its own. */
  readonly listener: TlsListener | undefined;
}

/** Injection token of {@link MutualTls}. */
export const MutualTls = Symbol('MutualTls');

/** What {@link createMutualTls} needs. */
export interface MutualTlsInit {
  readonly options: ResolvedCertificateOptions | undefined;
  readonly clock: Clock;
  readonly isTrustedProxy: (address: string) => boolean;
}

/**
 * Reads the files that the options name. What deals with certificates is loaded only where there are any.
 *
 * @throws BootError `ZT_OPTIONS_INVALID` if a file cannot be used
 */
export async function createMutualTls({ options, clock, isTrustedProxy }: MutualTlsInit): Promise<MutualTls> {
  if (options === undefined) return { store: undefined, certificates: NO_CERTIFICATES, listener: undefined };
  const { CertificateReader, CertificateStore, Handshakes, TlsListener } = await import('./runtime.js');
  const store = await CertificateStore.open(options);
  const handshakes = new Handshakes({ trust: () => store.trust, clock });
  const { forwardedHeader, trustsForwardedNames } = options;
  return {
    store,
    certificates: new CertificateReader({
      store,
      handshakes,
      clock,
      forwardedHeader,
      trustsForwardedNames,
      isTrustedProxy,
    }),
    listener: options.listener && new TlsListener({ options: options.listener, store, handshakes }),
  };
}
