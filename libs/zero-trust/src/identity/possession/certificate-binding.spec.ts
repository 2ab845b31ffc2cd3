import { describe, expect, it } from 'vitest';
import type { ClientCertificate } from '../../kernel/client-certificate.js';
import type { Confirmation } from '../../kernel/principal.js';
import { codeOf, contextOf, NOW_SECONDS, possession } from '../../testing/possession-world.js';

describe('ProofOfPossession with a token that is bound to a certificate', () => {
  const thumbprint = 'bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dgA';
  const clientCertificate: ClientCertificate = {
    source: 'tls',
    thumbprint,
    spiffeIds: [],
    dnsNames: [],
    commonName: 'billing',
    issuedAt: NOW_SECONDS - 60,
    expiresAt: NOW_SECONDS + 60,
  };

  it('accepts the certificate of the binding', async () => {
    expect(await codeOf(contextOf({ clientCertificate }), possession(), { x5tS256: thumbprint })).toBe(
      'accepted',
    );
  });

  it('refuses another certificate, and none', async () => {
    const x5tS256 = `${thumbprint.slice(1)}A`;
    expect(await codeOf(contextOf({ clientCertificate }), possession(), { x5tS256 })).toBe(
      'ZT_CERTIFICATE_MISMATCH',
    );
    expect(await codeOf(contextOf({}), possession(), { x5tS256 })).toBe('ZT_CERTIFICATE_MISMATCH');
  });

  it('refuses a binding to nothing', async () => {
    expect(await codeOf(contextOf({ clientCertificate }), possession(), {} as Confirmation)).toBe(
      'ZT_CERTIFICATE_MISMATCH',
    );
  });
});
