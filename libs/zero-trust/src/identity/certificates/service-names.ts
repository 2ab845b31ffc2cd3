import type { ClientCertificate } from '../../kernel/client-certificate.js';
import type { ServiceNameKind } from './certificates.options.js';
import { isSpiffeId } from './spiffe-id.js';

const DNS_NAME = /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;

/** What each kind of name looks like, in words. */
export const NAME_FORMS: Readonly<Record<ServiceNameKind, string>> = {
  spiffe: 'a SPIFFE id such as spiffe://example.org/billing',
  dns: 'a DNS name in lower case such as billing.internal',
  'common-name': 'a text that is not empty',
};

/** Whether a text can be the name of a service at all. */
export function isServiceName(kind: ServiceNameKind, text: unknown): boolean {
  if (typeof text !== 'string' || text === '') return false;
  if (kind === 'spiffe') return isSpiffeId(text);
  return kind === 'dns' ? DNS_NAME.test(text) : true;
}

/** The names of one kind that a certificate bears. Several DNS names are usual, of the others there is one. */
export function namesOf(
  { spiffeIds, dnsNames, commonName }: ClientCertificate,
  kind: ServiceNameKind,
): readonly string[] {
  if (kind === 'spiffe') return spiffeIds;
  if (kind === 'dns') return dnsNames.map((name) => name.toLowerCase());
  return commonName === undefined ? [] : [commonName];
}

/** The first name of a certificate for which `wanted` holds. */
export function findServiceName(
  certificate: ClientCertificate,
  { kind, wanted }: { readonly kind: ServiceNameKind; readonly wanted: (name: string) => boolean },
): string | undefined {
  return namesOf(certificate, kind).find(wanted);
}

/** Every name of a certificate, for the record. */
export function allNames({ spiffeIds, dnsNames, commonName }: ClientCertificate): readonly string[] {
  return [...spiffeIds, ...dnsNames, ...(commonName === undefined ? [] : [commonName])];
}
