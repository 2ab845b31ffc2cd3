import type { IncomingMessage } from 'node:http';
import type { ClientCertificate } from '../../kernel/client-certificate.js';

/** What a request brought in the way of a certificate. */
export interface PresentedCertificate {
  /** `undefined` if there is none, or none that counts. */
  readonly certificate: ClientCertificate | undefined;
  /** Why the certificate that came counts for nothing; `undefined` if it is good, or if none came. */
  readonly fault: string | undefined;
}

/** Finds the certificate that the caller of a request has shown. */
export interface ClientCertificates {
  /** Asked at most once per request. */
  read(request: IncomingMessage): PresentedCertificate;
  /** Names of headers that look like a certificate's and are not believed; `undefined`, mostly, if there is none. */
  ignoredHeaders(request: IncomingMessage): readonly string[] | undefined;
}

/** Injection token of {@link ClientCertificates}. */
export const ClientCertificates = Symbol('ClientCertificates');

/** No certificate came. */
export const NO_CERTIFICATE: PresentedCertificate = Object.freeze({
  certificate: undefined,
  fault: undefined,
});

/** A certificate came that counts for nothing. */
export function faulty(fault: string): PresentedCertificate {
  return { certificate: undefined, fault };
}

/** Headers in which gateways pass certificates on. */
const CERTIFICATE_HEADERS = ['client-cert', 'client-cert-chain', 'x-forwarded-client-cert'] as const;

/**
 * The headers of a request that look like a certificate's, but for those that begin with `believed`. Reads what Node has
 * parsed anyway and allocates only for those who try.
 */
export function findCertificateHeaders(
  { headers }: IncomingMessage,
  believed: string | undefined,
): readonly string[] | undefined {
  // Each by its name, as nearly no request has any: a loop over names would be three slow look-ups for everybody.
  if (
    headers['client-cert'] === undefined &&
    headers['client-cert-chain'] === undefined &&
    headers['x-forwarded-client-cert'] === undefined
  ) {
    return undefined;
  }
  let found: string[] | undefined;
  for (const name of CERTIFICATE_HEADERS) {
    if (headers[name] === undefined || (believed !== undefined && name.startsWith(believed))) continue;
    found ??= [];
    found.push(name);
  }
  return found;
}

/** Where no certificate is believed: none is read, and headers of that name are reported all the same. */
export const NO_CERTIFICATES: ClientCertificates = Object.freeze({
  read: () => NO_CERTIFICATE,
  ignoredHeaders: (request: IncomingMessage) => findCertificateHeaders(request, undefined),
});
