import 'reflect-metadata';
import { createHash, X509Certificate } from 'node:crypto';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509Certificate as Asn1Certificate,
} from '@peculiar/x509';

/** What is read of a certificate; nothing in it is verified yet. */
export interface ParsedCertificate {
  /** Node's own view, which checks signatures. */
  readonly x509: X509Certificate;
  /** SHA-256 of the DER encoding, base64url. */
  readonly thumbprint: string;
  /** SHA-256 of the public key, base64url: tells authorities apart that share a name. */
  readonly keyId: string;
  /** Lower-case hexadecimal without leading zeros. */
  readonly serialNumber: string;
  readonly subject: string;
  readonly issuer: string;
  /** Seconds since the epoch. */
  readonly notBefore: number;
  /** Seconds since the epoch. */
  readonly notAfter: number;
  readonly isAuthority: boolean;
  /** How many authorities may stand between this one and a service. */
  readonly pathLength: number;
  /** `undefined` if the certificate does not say what its key is for. */
  readonly keyUsage: number | undefined;
  /** Object ids; `undefined` if the certificate does not say. */
  readonly purposes: readonly string[] | undefined;
  readonly signatureHash: string;
  /** Object ids of extensions that have a meaning which nothing here honours. */
  readonly unhandledExtensions: readonly string[];
  readonly uris: readonly string[];
  readonly dnsNames: readonly string[];
  readonly commonNames: readonly string[];
}

const KEY_USAGE = '2.5.29.15';
const ALTERNATIVE_NAMES = '2.5.29.17';
const BASIC_CONSTRAINTS = '2.5.29.19';
const NAME_CONSTRAINTS = '2.5.29.30';
const POLICIES = '2.5.29.32';
const EXTENDED_KEY_USAGE = '2.5.29.37';
const HANDLED = [KEY_USAGE, ALTERNATIVE_NAMES, BASIC_CONSTRAINTS, POLICIES, EXTENDED_KEY_USAGE];

/**
 * Reads a certificate from DER.
 *
 * @throws Error if it is malformed
 */
export function parseCertificate(der: Uint8Array): ParsedCertificate {
  const x509 = new X509Certificate(der);
  const parsed = new Asn1Certificate(der);
  const constraints = parsed.getExtension(BasicConstraintsExtension);
  return {
    x509,
    thumbprint: sha256(x509.raw),
    keyId: sha256(x509.publicKey.export({ type: 'spki', format: 'der' })),
    serialNumber: canonicalSerial(parsed.serialNumber),
    subject: parsed.subject,
    issuer: parsed.issuer,
    notBefore: Math.ceil(parsed.notBefore.getTime() / 1000),
    notAfter: Math.floor(parsed.notAfter.getTime() / 1000),
    isAuthority: constraints?.ca ?? false,
    pathLength: constraints?.pathLength ?? Infinity,
    keyUsage: parsed.getExtension(KeyUsagesExtension)?.usages,
    purposes: parsed.getExtension(ExtendedKeyUsageExtension)?.usages.map(String),
    signatureHash: hashOf(parsed),
    unhandledExtensions: parsed.extensions
      .filter(({ type, critical }) => type === NAME_CONSTRAINTS || (critical && !HANDLED.includes(type)))
      .map(({ type }) => type),
    ...namesOf(parsed),
  };
}

/** Whether the certificate says that its key is for this; a certificate that says nothing permits everything. */
export function permits({ keyUsage }: ParsedCertificate, usage: KeyUsageFlags): boolean {
  return keyUsage === undefined || (keyUsage & usage) !== 0;
}

/** Two spellings of a serial number are one. */
export function canonicalSerial(hexadecimal: string): string {
  return hexadecimal.toLowerCase().replace(/^0+/, '');
}

type Names = Pick<ParsedCertificate, 'uris' | 'dnsNames' | 'commonNames'>;

function namesOf(parsed: Asn1Certificate): Names {
  const names = parsed
    .getExtensions(SubjectAlternativeNameExtension)
    .flatMap(({ names: { items } }) => items);
  const valuesOf = (wanted: string) => names.filter(({ type }) => type === wanted).map(({ value }) => value);
  return {
    uris: valuesOf('url'),
    dnsNames: valuesOf('dns'),
    commonNames: parsed.subjectName.getField('CN'),
  };
}

/** `SHA-256`; of EdDSA, which chooses its own, the algorithm. */
function hashOf({ signatureAlgorithm }: Asn1Certificate): string {
  const { hash, name } = signatureAlgorithm as { hash?: { name: string }; name: string };
  return hash?.name ?? name;
}

function sha256(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('base64url');
}
