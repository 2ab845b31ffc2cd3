import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createCertificateAuthority } from 'nestjs-zero-trust/testing';
import { PLATFORMS } from './support/guarded-app.js';
import { BILLING, SHIPPING, startMtlsApp } from './support/mtls-app.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const REFUSED = { status: 0 };

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe.each(PLATFORMS)('on %s the TLS listener', (platform) => {
  it('lets in a caller with a certificate of the authority, and records the request like any other', async () => {
    await using mtls = await startMtlsApp({ platform });
    const { status, body } = await mtls.client(mtls.billing).call('/services/me');
    expect(status).toBe(200);
    expect(JSON.parse(body)).toEqual({
      issuer: 'spiffe://example.org',
      subject: 'billing',
      clientId: BILLING,
      graphSubject: 'service:billing',
      claims: { clearance: 2 },
      tokenId: null,
    });
    const [record] = await mtls.app.recorded(1);
    expect(record).toMatchObject({
      decision: 'allow',
      identity: { issuer: 'spiffe://example.org', subject: 'billing' },
      clientId: BILLING,
      status: 200,
      sourceAddress: '127.0.0.1',
    });
  });

  it('refuses in the handshake who shows none, an expired, an early, a foreign or a self-signed certificate', async () => {
    await using mtls = await startMtlsApp({ platform });
    const foreign = await createCertificateAuthority();
    const impostor = await createCertificateAuthority({ commonName: 'Test authority' });
    const refused = {
      none: undefined,
      expired: await mtls.authority.issue({
        uris: [BILLING],
        notBefore: new Date(Date.now() - 2 * HOUR_MS),
        notAfter: new Date(Date.now() - HOUR_MS),
      }),
      early: await mtls.authority.issue({
        uris: [BILLING],
        notBefore: new Date(Date.now() + HOUR_MS),
        notAfter: new Date(Date.now() + 2 * HOUR_MS),
      }),
      foreign: await foreign.issue({ uris: [BILLING] }),
      'of an authority that only bears the name': await impostor.issue({ uris: [BILLING] }),
      "a server's": await mtls.authority.issue({ uris: [BILLING], purpose: 'server' }),
    };
    for (const [kind, certificate] of Object.entries(refused))
      expect(await mtls.client(certificate).call('/services/open'), `for ${kind}`).toMatchObject(REFUSED);
    expect(await mtls.client(mtls.billing).call('/services/open')).toMatchObject({ status: 200 });
    expect(mtls.app.records.length).toBe(1);
  });

  it('takes nothing below TLS 1.2', async () => {
    await using mtls = await startMtlsApp({ platform });
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    expect(await mtls.client(mtls.billing).call('/services/open', old)).toMatchObject(REFUSED);
    const enough = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' } as const;
    expect(await mtls.client(mtls.billing).call('/services/open', enough)).toMatchObject({ status: 200 });
  });

  it('resumes no session: each handshake shows the certificate again', async () => {
    await using mtls = await startMtlsApp({ platform });
    for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
      const client = mtls.client(mtls.billing);
      const { session } = await client.handshake({ maxVersion });
      expect(await client.handshake({ maxVersion, session })).toMatchObject({ isReused: false });
    }
  });

  it('answers a valid certificate of a service that nothing is granted to with 401', async () => {
    await using mtls = await startMtlsApp({ platform });
    const shipping = await mtls.authority.issue({ uris: [SHIPPING] });
    expect(await mtls.client(shipping).code('/services/me')).toBe('401 ZT_SERVICE_UNKNOWN');
    expect((await mtls.app.recorded(1))[0]).toMatchObject({
      decision: 'deny',
      evidence: { authenticate: { names: [SHIPPING] } },
    });
  });

  it('takes no name for a service that stands elsewhere in a certificate', async () => {
    await using mtls = await startMtlsApp({ platform });
    const spoofs = [
      { request: { commonName: BILLING }, code: '401 ZT_SERVICE_UNKNOWN' },
      { request: { dnsNames: ['billing'] }, code: '401 ZT_SERVICE_UNKNOWN' },
      { request: { uris: [`https://example.org/${BILLING}`] }, code: '401 ZT_SERVICE_UNKNOWN' },
      { request: { uris: [BILLING, SHIPPING] }, code: '401 ZT_CERTIFICATE_INVALID' },
      { request: { uris: [BILLING, 'https://example.org/'] }, code: '401 ZT_CERTIFICATE_INVALID' },
      { request: { uris: [`${BILLING}?x`] }, code: '401 ZT_CERTIFICATE_INVALID' },
      { request: { uris: [BILLING.toUpperCase()] }, code: '401 ZT_CERTIFICATE_INVALID' },
    ];
    for (const { request, code } of spoofs) {
      const client = mtls.client(await mtls.authority.issue(request));
      expect(await client.code('/services/me'), `for ${JSON.stringify(request)}`).toBe(code);
    }
  });

  it('gives a service its own scopes, no more', async () => {
    await using mtls = await startMtlsApp({ platform });
    expect(await mtls.client(mtls.billing).code('/services/write')).toBe('403 ZT_SCOPE_MISSING');
  });

  it('lets a token say who is calling where there is one, and never falls back to the certificate', async () => {
    await using mtls = await startMtlsApp({ platform });
    const { issuer } = mtls.app;
    const client = mtls.client(mtls.billing);
    const as = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
    const { body } = await client.call(
      '/services/me',
      as(issuer.token({ sub: 'alice', scope: 'orders:read' })),
    );
    expect(JSON.parse(body)).toMatchObject({ issuer: issuer.issuer, subject: 'alice' });
    const expired = issuer.token({ sub: 'alice', scope: 'orders:read', lifetimeSeconds: -120 });
    expect(await client.code('/services/me', as(expired))).toMatch(/^401 ZT_TOKEN_/);
    expect(await client.code('/services/me', { headers: { authorization: '' } })).toBe(
      '401 ZT_CREDENTIALS_MALFORMED',
    );
  });

  it('takes a certificate through intermediates that the caller sends along', async () => {
    await using mtls = await startMtlsApp({ platform, withLists: false });
    const between = await mtls.authority.issueAuthority({ commonName: 'between' });
    const billing = await between.issue({ uris: [BILLING] });
    expect(await mtls.client(billing, between).call('/services/me')).toMatchObject({ status: 200 });
    expect(await mtls.client(billing).call('/services/me')).toMatchObject(REFUSED);
  });

  it('believes a handshake in what came along with the certificate for five minutes, then asks for another', async () => {
    let now = Date.now();
    await using mtls = await startMtlsApp({ platform, clock: { now: () => now }, withLists: false });
    const expires = new Date(now + 2 * MINUTE_MS);
    const between = await mtls.authority.issueAuthority({ commonName: 'between', notAfter: expires });
    const billing = await between.issue({ uris: [BILLING], notAfter: new Date(now + HOUR_MS) });
    using client = mtls.client(billing, between).keepingAlive();
    expect(await client.call('/services/me')).toMatchObject({ status: 200 });
    now += 5 * MINUTE_MS + 1_000;
    expect(await client.code('/services/me')).toBe('401 ZT_CERTIFICATE_INVALID');
    expect((await mtls.app.recorded(2))[1]).toMatchObject({
      reason: 'the certificate is of an unknown authority',
    });
  });

  it('ends a connection with an answer, before its handshake is too old', async () => {
    let now = Date.now();
    await using mtls = await startMtlsApp({ platform, clock: { now: () => now }, withLists: false });
    const between = await mtls.authority.issueAuthority({ commonName: 'between' });
    using client = mtls.client(await between.issue({ uris: [BILLING] }), between).keepingAlive();
    const connection = async () => {
      const { status, headers } = await client.call('/services/me');
      return `${status} ${headers.connection}`;
    };
    expect(await connection()).toBe('200 keep-alive');
    now += 4 * MINUTE_MS + 1_000;
    expect(await connection()).toBe('200 close');
    now += 3 * MINUTE_MS;
    expect(await connection()).toBe('200 keep-alive');
  });

  it('does not take the handshake of one connection for that of another from the same port', async () => {
    await using mtls = await startMtlsApp({ platform, listener: { host: '0.0.0.0' }, withLists: false });
    const between = await mtls.authority.issueAuthority({ commonName: 'between' });
    using client = mtls.client(await between.issue({ uris: [BILLING] }), between).keepingAlive();
    const from = { localAddress: '127.0.0.1', localPort: await freePort() };
    expect(await client.call('/services/me', from)).toMatchObject({ status: 200 });
    const next = await createCertificateAuthority({ commonName: 'Next authority' });
    await mtls.replace('ca.pem', next.certificatePem);
    const other = connect({ host: '127.0.0.2', port: mtls.port(), ...from });
    await once(other, 'connect');
    await setTimeout(50);
    expect(await client.code('/services/me', from)).toBe('401 ZT_CERTIFICATE_INVALID');
    other.destroy();
  });

  it('closes with the application: what is under way is answered or cut off, nothing new comes in', async () => {
    const mtls = await startMtlsApp({ platform });
    using client = mtls.client(mtls.billing).keepingAlive();
    expect(await client.call('/services/open')).toMatchObject({ status: 200 });
    await mtls[Symbol.asyncDispose]();
    expect(await client.call('/services/open')).toMatchObject({ status: 0, body: 'ECONNREFUSED' });
  });
});

describe('the application', () => {
  it('does not start if the port of the listener is taken', async () => {
    await using mtls = await startMtlsApp();
    const { port } = new URL(mtls.app.url);
    await expect(startMtlsApp({ listener: { port: Number(port) } })).rejects.toThrow('EADDRINUSE');
  });

  it('does not start with a file that cannot be used, and says which', async () => {
    const missing = startMtlsApp({ certificates: { caFiles: ['/nowhere/ca.pem'] } });
    await expect(missing).rejects.toThrow('/nowhere/ca.pem cannot be read (ENOENT)');
    const notPem = startMtlsApp({ certificates: { crlFiles: [import.meta.filename] } });
    await expect(notPem).rejects.toThrow("holds no PEM block 'X509 CRL'");
  });
});
