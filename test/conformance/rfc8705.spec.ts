import { expect, it } from 'vitest';
import { parseCertificate } from '../../libs/zero-trust/src/identity/certificates/parsed-certificate.js';
import { readPemBlocks } from '../../libs/zero-trust/src/identity/certificates/pem.js';
import { checkCertificate } from '../../libs/zero-trust/src/identity/possession/check-certificate.js';
import type { ClientCertificate } from '../../libs/zero-trust/src/kernel/client-certificate.js';
import { describeSuite, readSuiteFile, reportSuite } from './support/conformance-suite.js';

interface Vectors {
  readonly cert_pem: string;
  readonly 'x5t#S256': string;
}

/** The example of appendix A: a certificate, and how tokens name it. */
function readExample(): { readonly certificate: ClientCertificate; readonly x5tS256: string } {
  const { cert_pem: pem, 'x5t#S256': x5tS256 } = readSuiteFile('rfc8705', 'vectors.json') as Vectors;
  const [der = Buffer.alloc(0)] = readPemBlocks(pem, 'CERTIFICATE');
  const { thumbprint } = parseCertificate(der);
  const certificate = {
    source: 'tls',
    thumbprint,
    spiffeIds: [],
    dnsNames: [],
    commonName: 'mtls',
    issuedAt: 0,
    expiresAt: 1,
  } as const;
  return { certificate, x5tS256 };
}

describeSuite('rfc8705', () => {
  it('have the thumbprint that the RFC says', (context) => {
    const { certificate, x5tS256 } = readExample();
    expect(certificate.thumbprint).toBe(x5tS256);
    reportSuite(context, { suite: 'rfc8705', vectors: 1, asExpected: 1, exceptions: [] });
  });

  it('prove a token that is bound to them, and none that is bound to another or to none', () => {
    const { certificate, x5tS256 } = readExample();
    expect(checkCertificate(certificate, x5tS256)).toMatchObject({ effect: 'allow' });
    for (const other of [x5tS256.toLowerCase(), `${x5tS256}=`, x5tS256.slice(1), '', undefined])
      expect(checkCertificate(certificate, other)).toMatchObject({ effect: 'deny' });
    expect(checkCertificate(undefined, x5tS256)).toMatchObject({ effect: 'deny' });
  });
});
