import { createCertificateAuthority } from 'nestjs-zero-trust/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Logger } from '@nestjs/common';
import { PLATFORMS } from './support/guarded-app.js';
import { BILLING, startMtlsApp } from './support/mtls-app.js';

const HOUR_MS = 3_600_000;
const LET_IN = { status: 200 };
const REFUSED = { status: 0 };

let reported: unknown[];

beforeEach(() => {
  reported = [];
  vi.spyOn(Logger.prototype, 'error').mockImplementation((message: unknown) => void reported.push(message));
});
afterEach(() => vi.restoreAllMocks());

describe.each(PLATFORMS)('on %s, while the application runs,', (platform) => {
  it('a certificate that is put on the revocation list gets no further connection', async () => {
    await using mtls = await startMtlsApp({ platform });
    const shipping = await mtls.authority.issue({ uris: [BILLING] });
    expect(await mtls.client(mtls.billing).call('/services/me')).toMatchObject(LET_IN);
    await mtls.replace('crl.pem', await mtls.authority.revocationList([mtls.billing]));
    expect(await mtls.client(mtls.billing).call('/services/me')).toMatchObject(REFUSED);
    const tls12 = { maxVersion: 'TLSv1.2' } as const;
    expect(await mtls.client(mtls.billing).call('/services/me', tls12)).toMatchObject(REFUSED);
    expect(await mtls.client(shipping).call('/services/me')).toMatchObject(LET_IN);
  });

  it('nor a further request on the connection that it has', async () => {
    await using mtls = await startMtlsApp({ platform });
    using client = mtls.client(mtls.billing).keepingAlive();
    expect(await client.call('/services/me')).toMatchObject(LET_IN);
    await mtls.replace('crl.pem', await mtls.authority.revocationList([mtls.billing]));
    const { status, headers } = await client.call('/services/me');
    expect({ status, connection: headers.connection }).toEqual({ status: 401, connection: 'close' });
    expect(headers['www-authenticate']).toMatch(/^Bearer/);
    expect((await mtls.app.recorded(2))[1]).toMatchObject({
      code: 'ZT_CERTIFICATE_INVALID',
      reason: 'the certificate is revoked',
    });
    expect(await client.call('/services/me')).toMatchObject(REFUSED);
  });

  it('a certificate that expires counts no longer on the connection that it has', async () => {
    let now = Date.now();
    await using mtls = await startMtlsApp({ platform, clock: { now: () => now }, withLists: false });
    using client = mtls.client(mtls.billing).keepingAlive();
    expect(await client.call('/services/me')).toMatchObject(LET_IN);
    now += 2 * HOUR_MS;
    expect(await client.code('/services/me')).toBe('401 ZT_CERTIFICATE_INVALID');
    expect((await mtls.app.recorded(2))[1]).toMatchObject({ reason: 'the certificate is expired' });
  });

  it('a list that is not renewed in time lets nobody in', async () => {
    let now = Date.now();
    await using mtls = await startMtlsApp({ platform, clock: { now: () => now } });
    const billing = await mtls.authority.issue({
      uris: [BILLING],
      notAfter: new Date(now + 10 * HOUR_MS),
    });
    const lasting = { notAfter: new Date(now + 2 * HOUR_MS) };
    await mtls.replace('crl.pem', await mtls.authority.revocationList([], lasting));
    using client = mtls.client(billing).keepingAlive();
    now += HOUR_MS / 2;
    expect(await client.call('/services/me')).toMatchObject(LET_IN);
    now += 2 * HOUR_MS;
    expect(await client.code('/services/me')).toBe('401 ZT_CERTIFICATE_INVALID');
    const over = { notAfter: new Date(Date.now() - 1000) };
    await mtls.replace('crl.pem', await mtls.authority.revocationList([], over));
    expect(await mtls.client(mtls.billing).call('/services/open')).toMatchObject(REFUSED);
  });

  it('authorities are exchanged: connections of the former one count for nothing any more', async () => {
    await using mtls = await startMtlsApp({ platform, withLists: false });
    const next = await createCertificateAuthority({ commonName: 'Next authority' });
    using old = mtls.client(mtls.billing).keepingAlive();
    expect(await old.call('/services/me')).toMatchObject(LET_IN);
    await mtls.replace('ca.pem', next.certificatePem);
    expect(await old.code('/services/me')).toBe('401 ZT_CERTIFICATE_INVALID');
    expect(await mtls.client(mtls.billing).call('/services/me')).toMatchObject(REFUSED);
    const client = mtls.client(await next.issue({ uris: [BILLING] }));
    expect(await client.call('/services/me')).toMatchObject(LET_IN);
  });

  it('nor do those whose intermediate was of the former one', async () => {
    await using mtls = await startMtlsApp({ platform, withLists: false });
    const between = await mtls.authority.issueAuthority({ commonName: 'between' });
    using client = mtls.client(await between.issue({ uris: [BILLING] }), between).keepingAlive();
    expect(await client.call('/services/me')).toMatchObject(LET_IN);
    await mtls.replace('ca.pem', (await createCertificateAuthority()).certificatePem);
    expect(await client.code('/services/me')).toBe('401 ZT_CERTIFICATE_INVALID');
  });

  it("the listener's own key and certificate are exchanged", async () => {
    await using mtls = await startMtlsApp({ platform });
    const next = await createCertificateAuthority({ commonName: 'Next authority' });
    const server = await next.issue({ purpose: 'server', ipAddresses: ['127.0.0.1'] });
    await mtls.replace('server.pem', server.certificatePem);
    expect(await mtls.client(mtls.billing).call('/services/me')).toMatchObject(LET_IN);
    await mtls.replace('server.key', server.privateKeyPem);
    const former = await mtls.client(mtls.billing).call('/services/me');
    expect(former.status).toBe(0);
    const trusting = { ca: next.certificatePem };
    expect(await mtls.client(mtls.billing).call('/services/me', trusting)).toMatchObject(LET_IN);
  });

  it('files that cannot be used change nothing, and are reported once', async () => {
    await using mtls = await startMtlsApp({ platform });
    const foreign = await createCertificateAuthority();
    const broken = {
      'ca.pem': '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
      'crl.pem': await foreign.revocationList([mtls.billing]),
      'server.key': 'no key',
    } as const;
    for (const [file, text] of Object.entries(broken)) {
      await mtls.replace(file as keyof typeof broken, text);
      await mtls.reload();
      expect(await mtls.client(mtls.billing).call('/services/me')).toMatchObject(LET_IN);
    }
    const failed = expect.objectContaining({ event: 'certificates-not-reloaded' }) as unknown;
    expect(reported).toEqual([failed, failed, failed]);
  });
});

describe('a changed file', () => {
  it('is noticed without being told', async () => {
    await using mtls = await startMtlsApp({ certificates: { reloadSeconds: 0.02 } });
    const list = await mtls.authority.revocationList([mtls.billing]);
    await mtls.write('crl.pem', list);
    const refused = () => mtls.client(mtls.billing).call('/services/me');
    await expect.poll(refused, { timeout: 3_000 }).toMatchObject(REFUSED);
  });
});
