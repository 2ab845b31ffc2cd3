import { webcrypto, X509Certificate } from 'node:crypto';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createCertificateAuthority } from '../../testing/create-certificate-authority.js';
import { CertificateTrust } from './certificate-trust.js';
import { parseCertificate, type ParsedCertificate } from './parsed-certificate.js';
import { readPemBlocks } from './pem.js';

const P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

function read({ certificatePem }: { readonly certificatePem: string }): ParsedCertificate {
  return parseCertificate(readPemBlocks(certificatePem, 'CERTIFICATE')[0] as Buffer);
}

interface Certified {
  readonly certificate: ParsedCertificate;
  readonly keys: webcrypto.CryptoKeyPair;
}

interface Wish {
  readonly name: string;
  readonly issuer?: Certified;
  readonly algorithm?: webcrypto.EcKeyGenParams | webcrypto.RsaHashedKeyGenParams;
  readonly hash?: string;
  readonly extensions?: readonly Extension[];
  /** @defaultValue new ones */
  readonly keys?: webcrypto.CryptoKeyPair;
  /** @defaultValue in a minute */
  readonly notAfter?: Date;
  /** Hexadecimal. */
  readonly serialNumber?: string;
}

async function certify({ name, issuer, algorithm = P256, ...wish }: Wish): Promise<Certified> {
  const keys = wish.keys ?? (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']));
  const signer = issuer?.keys ?? keys;
  const made = await X509CertificateGenerator.create({
    serialNumber: wish.serialNumber ?? '01',
    subject: `CN=${name}`,
    issuer: issuer?.certificate.subject ?? `CN=${name}`,
    notBefore: new Date(Date.now() - 60_000),
    notAfter: wish.notAfter ?? new Date(Date.now() + 60_000),
    publicKey: keys.publicKey,
    signingKey: signer.privateKey,
    signingAlgorithm: { name: signer.privateKey.algorithm.name, hash: wish.hash ?? 'SHA-256' },
    extensions: [...(wish.extensions ?? [])],
  });
  return { certificate: parseCertificate(Buffer.from(made.rawData)), keys };
}

const authority = (pathLength?: number) => [
  new BasicConstraintsExtension(true, pathLength, true),
  new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
];

function faultOf(
  root: Certified,
  leaf: Certified,
  ...intermediates: readonly Certified[]
): string | undefined {
  const trust = new CertificateTrust([root.certificate], undefined);
  return trust.judge({
    leaf: leaf.certificate,
    intermediates: intermediates.map(({ certificate }) => certificate),
    nowSeconds: Date.now() / 1000,
  }).fault;
}

afterEach(() => vi.restoreAllMocks());

describe('a certificate', () => {
  it('is good through intermediates, in any order', async () => {
    const root = await certify({ name: 'root', extensions: authority() });
    const first = await certify({ name: 'first', issuer: root, extensions: authority() });
    const second = await certify({ name: 'second', issuer: first, extensions: authority() });
    const leaf = await certify({ name: 'leaf', issuer: second });
    expect(faultOf(root, leaf, first, second)).toBeUndefined();
    expect(faultOf(root, leaf, second, first)).toBeUndefined();
    expect(faultOf(root, leaf, second)).toBe('of an unknown authority');
  });

  it('is void that another service has signed', async () => {
    const root = await certify({ name: 'root', extensions: authority() });
    const service = await certify({ name: 'service', issuer: root });
    const forged = await certify({ name: 'forged', issuer: service });
    expect(faultOf(root, service)).toBeUndefined();
    expect(faultOf(root, forged, service)).toBe('of an authority that may not issue it');
  });

  it('is void whose authority says that its key signs no certificates', async () => {
    const unfit = [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.cRLSign, true),
    ];
    const root = await certify({ name: 'root', extensions: unfit });
    expect(faultOf(root, await certify({ name: 'leaf', issuer: root }))).toMatch(
      /unknown authority|may not issue/,
    );
  });

  it('is void that is deeper than its authority allows', async () => {
    const root = await certify({ name: 'root', extensions: authority(0) });
    const between = await certify({ name: 'between', issuer: root, extensions: authority() });
    expect(faultOf(root, await certify({ name: 'near', issuer: root }))).toBeUndefined();
    const far = await certify({ name: 'far', issuer: between });
    expect(faultOf(root, far, between)).toBe('of an authority that may not issue it');
  });

  it('is void that is an authority itself, or whose key is not for signatures', async () => {
    const root = await certify({ name: 'root', extensions: authority() });
    const other = await certify({ name: 'other', issuer: root, extensions: authority() });
    expect(faultOf(root, other)).toBe('not for clients');
    const extensions = [new KeyUsagesExtension(KeyUsageFlags.keyEncipherment, true)];
    expect(faultOf(root, await certify({ name: 'leaf', issuer: root, extensions }))).toBe('not for clients');
  });

  it('is void of an authority, at any height, that is not for clients', async () => {
    const purpose = (...usages: ExtendedKeyUsage[]) => [
      ...authority(),
      new ExtendedKeyUsageExtension(usages, true),
    ];
    const { clientAuth, serverAuth } = ExtendedKeyUsage;
    const root = await certify({ name: 'root', extensions: authority() });
    const web = await certify({ name: 'web', issuer: root, extensions: purpose(serverAuth) });
    const below = await certify({ name: 'below', issuer: web, extensions: authority() });
    const both = await certify({ name: 'both', issuer: root, extensions: purpose(serverAuth, clientAuth) });
    const leafOf = (issuer: Certified) => certify({ name: 'leaf', issuer });
    expect(faultOf(root, await leafOf(web), web)).toBe('of an authority that may not issue it');
    expect(faultOf(root, await leafOf(below), below, web)).toBe('of an authority that may not issue it');
    expect(faultOf(web, await leafOf(web))).toBe('of an authority that may not issue it');
    expect(faultOf(root, await leafOf(both), both)).toBeUndefined();
  });

  it('is judged by few signatures, whatever detours come along', async () => {
    const root = await certify({ name: 'root', extensions: authority() });
    const between = await certify({ name: 'between', issuer: root, extensions: authority() });
    const leaf = await certify({ name: 'leaf', issuer: between });
    const loop = await certify({ name: 'loop', extensions: authority() });
    // Each of these has signed itself, and the others of its name.
    const again = (serialNumber: string) =>
      certify({ name: 'loop', issuer: loop, keys: loop.keys, serialNumber, extensions: authority() });
    // The key and name of `between`, but leading astray.
    const detour = await certify({
      name: 'between',
      issuer: loop,
      keys: between.keys,
      extensions: authority(),
    });
    const loops = [loop, await again('02'), await again('03')];
    const verified = vi.spyOn(X509Certificate.prototype, 'verify');
    const copies = Array<Certified>(20).fill(loop);
    expect(faultOf(root, leaf, detour, ...loops, between)).toBeUndefined();
    expect(faultOf(root, leaf, detour, ...loops)).toBe('of an unknown authority');
    // Eleven pairs share a name, and each is checked once a judgement.
    expect(verified.mock.calls.length).toBe(2 * 11);
    verified.mockClear();
    expect(faultOf(root, leaf, detour, ...copies, between)).toBe('of too long a chain');
    expect(verified.mock.calls.length).toBe(0);
  });

  it('is good no longer than every authority above it', async () => {
    const soon = Math.floor(Date.now() / 1_000) + 30;
    const root = await certify({ name: 'root', extensions: authority() });
    const between = await certify({
      name: 'between',
      issuer: root,
      extensions: authority(),
      notAfter: new Date(soon * 1_000),
    });
    const leaf = await certify({ name: 'leaf', issuer: between });
    const intermediates = [between.certificate];
    const trust = new CertificateTrust([root.certificate], undefined);
    const judge = (nowSeconds: number) => trust.judge({ leaf: leaf.certificate, intermediates, nowSeconds });
    expect(judge(soon)).toEqual({ fault: undefined, until: soon });
    expect(judge(soon + 1).fault).toBe('expired');
  });

  it('is void with constraints that are not evaluated', async () => {
    const root = await certify({ name: 'root', extensions: authority() });
    const unknown = [new Extension('1.2.3.4', true, new Uint8Array([5, 0]))];
    expect(faultOf(root, await certify({ name: 'leaf', issuer: root, extensions: unknown }))).toBe(
      'not for clients',
    );
    const named = [...authority(), new Extension('2.5.29.30', false, new Uint8Array([0x30, 0]))];
    const between = await certify({ name: 'between', issuer: root, extensions: named });
    expect(faultOf(root, await certify({ name: 'leaf', issuer: between }), between)).toBe(
      'of an authority that may not issue it',
    );
  });

  it('is void with a weak key or signature', async () => {
    const root = await certify({ name: 'root', extensions: authority() });
    const rsa = (modulusLength: number) => ({
      name: 'RSASSA-PKCS1-v1_5',
      hash: 'SHA-256',
      publicExponent: new Uint8Array([1, 0, 1]),
      modulusLength,
    });
    expect(
      faultOf(root, await certify({ name: 'leaf', issuer: root, algorithm: rsa(2048) })),
    ).toBeUndefined();
    expect(faultOf(root, await certify({ name: 'leaf', issuer: root, algorithm: rsa(1024) }))).toBe('weak');
    expect(faultOf(root, await certify({ name: 'leaf', issuer: root, hash: 'SHA-1' }))).toBe('weak');
  });

  it('is void of an authority that shares only the name of a known one', async () => {
    const [known, impostor] = [await createCertificateAuthority(), await createCertificateAuthority()];
    const trust = new CertificateTrust([read(known)], undefined);
    const judge = (leaf: ParsedCertificate) =>
      trust.judge({ leaf, intermediates: [read(impostor)], nowSeconds: Date.now() / 1000 }).fault;
    expect(judge(read(await known.issue()))).toBeUndefined();
    expect(judge(read(await impostor.issue()))).toBe('of an unknown authority');
  });
});
