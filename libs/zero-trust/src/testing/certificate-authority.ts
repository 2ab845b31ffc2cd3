import 'reflect-metadata';
import { createHash, KeyObject, randomBytes, webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
  X509CrlGenerator,
  type Extension,
  type GeneralNameType,
  type X509Certificate,
} from '@peculiar/x509';

const KEYS = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' } as const;
const HOUR_MS = 3_600_000;

/** When a certificate or list is valid; from an hour ago until in an hour, unless said otherwise. */
export interface Validity {
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

/** What a certificate shall say; without any name it is one that nobody can use. */
export interface CertificateRequest extends Validity {
  readonly commonName?: string;
  /** `URI` names, such as `spiffe://example.org/billing`; a real service has one. */
  readonly uris?: readonly string[];
  readonly dnsNames?: readonly string[];
  readonly ipAddresses?: readonly string[];
  /** What it may be used for. @defaultValue `client` */
  readonly purpose?: 'client' | 'server';
  /** Further extensions. */
  readonly extensions?: readonly Extension[];
}

/** A certificate and its key, both as PEM. */
export interface IssuedCertificate {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  /** Hexadecimal. */
  readonly serialNumber: string;
  /** SHA-256 of the certificate, base64url: `x5t#S256` of RFC 8705. */
  readonly thumbprint: string;
}

/** A certificate authority for tests and demonstrations: real keys, nothing kept. */
export class CertificateAuthority {
  /** The authority's own certificate. */
  readonly certificatePem: string;

  /** Use `createCertificateAuthority()`. */
  constructor(
    private readonly certificate: X509Certificate,
    private readonly keys: webcrypto.CryptoKeyPair,
  ) {
    this.certificatePem = pem(certificate);
  }

  /** Signs a certificate with a new key. */
  async issue(request: CertificateRequest = {}): Promise<IssuedCertificate> {
    const keys = await generateKeys();
    const { purpose = 'client' } = request;
    const certificate = await this.sign(keys, request, [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([
        purpose === 'client' ? ExtendedKeyUsage.clientAuth : ExtendedKeyUsage.serverAuth,
      ]),
      ...alternativeNames(request),
    ]);
    return {
      certificatePem: pem(certificate),
      privateKeyPem: KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' }).toString(),
      serialNumber: certificate.serialNumber,
      thumbprint: createHash('sha256').update(Buffer.from(certificate.rawData)).digest('base64url'),
    };
  }

  /** Signs another authority, one that may issue certificates but no further authorities. */
  async issueAuthority(request: CertificateRequest = {}): Promise<CertificateAuthority> {
    const keys = await generateKeys();
    const certificate = await this.sign(keys, request, authorityExtensions(0));
    return new CertificateAuthority(certificate, keys);
  }

  /** Signs the list of the certificates that are revoked, as PEM; it is due to be replaced at `notAfter`. */
  async revocationList(revoked: readonly IssuedCertificate[], validity: Validity = {}): Promise<string> {
    const { notBefore, notAfter } = validityOf(validity);
    const list = await X509CrlGenerator.create({
      issuer: this.certificate.subjectName.toJSON(),
      thisUpdate: notBefore,
      nextUpdate: notAfter,
      entries: revoked.map(({ serialNumber }) => ({ serialNumber, revocationDate: notBefore })),
      signingAlgorithm: SIGNATURE,
      signingKey: this.keys.privateKey,
    });
    // RFC 7468 §7 calls it so; the library's own label is one that OpenSSL does not read.
    return `${PemConverter.encode(list.rawData, 'X509 CRL')}\n`;
  }

  private sign(
    keys: webcrypto.CryptoKeyPair,
    request: CertificateRequest,
    extensions: readonly Extension[],
  ): Promise<X509Certificate> {
    return X509CertificateGenerator.create({
      ...validityOf(request),
      serialNumber: newSerialNumber(),
      subject: subjectOf(request),
      issuer: this.certificate.subjectName.toJSON(),
      publicKey: keys.publicKey,
      signingKey: this.keys.privateKey,
      signingAlgorithm: SIGNATURE,
      extensions: [...extensions, ...(request.extensions ?? [])],
    });
  }
}

/** What `createCertificateAuthority()` makes. */
export async function selfSignedAuthority(
  request: Pick<CertificateRequest, 'commonName' | 'notBefore' | 'notAfter'>,
): Promise<CertificateAuthority> {
  const keys = await generateKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    ...validityOf(request),
    serialNumber: newSerialNumber(),
    name: subjectOf({ commonName: request.commonName ?? 'Test authority' }),
    keys,
    signingAlgorithm: SIGNATURE,
    extensions: [...authorityExtensions(undefined)],
  });
  return new CertificateAuthority(certificate, keys);
}

function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(KEYS, true, ['sign', 'verify']);
}

/** Positive and of at most 20 octets (RFC 5280 §4.1.2.2). */
function newSerialNumber(): string {
  return `01${randomBytes(15).toString('hex')}`;
}

function authorityExtensions(pathLength: number | undefined): readonly Extension[] {
  return [
    new BasicConstraintsExtension(true, pathLength, true),
    new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
  ];
}

function alternativeNames(request: CertificateRequest): readonly Extension[] {
  const name = (type: GeneralNameType) => (value: string) => ({ type, value });
  const names = [
    ...(request.uris ?? []).map(name('url')),
    ...(request.dnsNames ?? []).map(name('dns')),
    ...(request.ipAddresses ?? []).map(name('ip')),
  ];
  return names.length === 0 ? [] : [new SubjectAlternativeNameExtension(names)];
}

function subjectOf({ commonName }: CertificateRequest): { CN: string[] }[] {
  return commonName === undefined ? [] : [{ CN: [commonName] }];
}

function validityOf({ notBefore, notAfter }: Validity): Required<Validity> {
  return {
    notBefore: notBefore ?? new Date(Date.now() - HOUR_MS),
    notAfter: notAfter ?? new Date(Date.now() + HOUR_MS),
  };
}

function pem(certificate: X509Certificate): string {
  return `${certificate.toString('pem')}\n`;
}
