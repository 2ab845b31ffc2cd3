import { createHash } from 'node:crypto';
import { ExtendedKeyUsage, ExtendedKeyUsageExtension } from '@peculiar/x509';
import { describe, expect, it } from 'vitest';
import { createCertificateAuthority, type IssuedCertificate } from 'nestjs-zero-trust/testing';
import { PLATFORMS } from './support/guarded-app.js';
import { BILLING, SHIPPING, startMtlsApp, type MtlsApp } from './support/mtls-app.js';
import { RawClient } from './support/raw-client.js';

const TRUSTED = { trustedProxies: ['127.0.0.0/8'] };
/** Trusts a proxy that no test is behind. */
const ELSEWHERE = { trustedProxies: ['203.0.113.0/24'] };

function derOf({ certificatePem }: Chained): Buffer {
  return Buffer.from(certificatePem.replaceAll(/-----[A-Z ]+-----|\s/g, ''), 'base64');
}

type Chained = Pick<IssuedCertificate, 'certificatePem'>;

/** A byte sequence of RFC 8941 §3.3.5. */
function sf(certificate: Chained): string {
  return `:${derOf(certificate).toString('base64')}:`;
}

function hashOf(certificate: IssuedCertificate): string {
  return createHash('sha256').update(derOf(certificate)).digest('hex');
}

async function call(mtls: MtlsApp, headers: Record<string, string>): Promise<string> {
  const response = await mtls.app.request('GET', '/services/me', { headers });
  const { code, clientId } = (await response.json()) as { code?: string; clientId?: string };
  return `${response.status} ${code ?? clientId}`;
}

describe.each(PLATFORMS)('on %s Client-Cert', (platform) => {
  const certificates = { forwardedHeader: 'client-cert', listener: undefined } as const;

  it('of a trusted proxy is judged as if the certificate had been shown here', async () => {
    await using mtls = await startMtlsApp({ platform, certificates, options: TRUSTED });
    const foreign = await (await createCertificateAuthority()).issue({ uris: [BILLING] });
    const expired = { uris: [BILLING], notAfter: new Date(Date.now() - 60_000) };
    expect(await call(mtls, { 'client-cert': sf(mtls.billing) })).toBe(`200 ${BILLING}`);
    expect(await call(mtls, { 'client-cert': sf(foreign) })).toBe('401 ZT_CERTIFICATE_INVALID');
    expect(await call(mtls, { 'client-cert': sf(await mtls.authority.issue(expired)) })).toBe(
      '401 ZT_CERTIFICATE_INVALID',
    );
    expect(await call(mtls, {})).toBe('401 ZT_CREDENTIALS_MISSING');
    await mtls.replace('crl.pem', await mtls.authority.revocationList([mtls.billing]));
    expect(await call(mtls, { 'client-cert': sf(mtls.billing) })).toBe('401 ZT_CERTIFICATE_INVALID');
  });

  it('leads to the authority through Client-Cert-Chain', async () => {
    await using mtls = await startMtlsApp({ platform, certificates, options: TRUSTED, withLists: false });
    const between = await mtls.authority.issueAuthority({ commonName: 'between' });
    const leaf = sf(await between.issue({ uris: [BILLING] }));
    expect(await call(mtls, { 'client-cert': leaf })).toBe('401 ZT_CERTIFICATE_INVALID');
    expect(await call(mtls, { 'client-cert': leaf, 'client-cert-chain': sf(between) })).toBe(
      `200 ${BILLING}`,
    );
    // The authority in between may issue no further one.
    const further = await between.issueAuthority({ commonName: 'further' });
    const chain = [further, between].map(sf).join(', ');
    const deep = sf(await further.issue({ uris: [BILLING] }));
    expect(await call(mtls, { 'client-cert': deep, 'client-cert-chain': chain })).toBe(
      '401 ZT_CERTIFICATE_INVALID',
    );
  });

  it('may bring five other certificates, each as often as it likes, and no more', async () => {
    await using mtls = await startMtlsApp({ platform, certificates, options: TRUSTED, withLists: false });
    const between = await mtls.authority.issueAuthority({ commonName: 'between' });
    const others = await Promise.all(Array.from({ length: 4 }, () => createCertificateAuthority()));
    const leaf = sf(await between.issue({ uris: [BILLING] }));
    const passOn = (...chain: readonly Chained[]) =>
      call(mtls, { 'client-cert': leaf, 'client-cert-chain': chain.map(sf).join(', ') });
    expect(await passOn(...others, ...others, between, between)).toBe(`200 ${BILLING}`);
    expect(await passOn(mtls.authority, ...others, between)).toBe('401 ZT_CERTIFICATE_INVALID');
    expect((await mtls.app.recorded(2))[1]).toMatchObject({
      reason: 'the certificate is of too long a chain',
    });
  });

  it('of an authority that is for servers only is as worthless as in a handshake', async () => {
    const gateway = { forwardedHeader: 'client-cert' } as const;
    await using mtls = await startMtlsApp({
      platform,
      certificates: gateway,
      options: TRUSTED,
      withLists: false,
    });
    const extensions = [new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth], true)];
    const web = await mtls.authority.issueAuthority({ commonName: 'web', extensions });
    const leaf = await web.issue({ uris: [BILLING] });
    expect(await call(mtls, { 'client-cert': sf(leaf), 'client-cert-chain': sf(web) })).toBe(
      '401 ZT_CERTIFICATE_INVALID',
    );
    expect(await mtls.client(leaf, web).call('/services/me')).toMatchObject({ status: 0 });
  });

  it('that is malformed, doubled or without its certificate is a deny', async () => {
    await using mtls = await startMtlsApp({ platform, certificates, options: TRUSTED });
    const good = sf(mtls.billing);
    const refused: readonly Record<string, string>[] = [
      { 'client-cert': mtls.billing.certificatePem.replaceAll('\n', ' ') },
      { 'client-cert': `${good}, ${good}` },
      { 'client-cert': ':AAAA:' },
      { 'client-cert': '' },
      { 'client-cert-chain': good },
    ];
    for (const headers of refused)
      expect(await call(mtls, headers), `for ${JSON.stringify(headers)}`).toBe('401 ZT_CERTIFICATE_INVALID');
  });

  it("goes before the proxy's own certificate, also where it is of no use", async () => {
    const forwardedHeader = 'client-cert';
    await using mtls = await startMtlsApp({ platform, certificates: { forwardedHeader }, options: TRUSTED });
    const gateway = mtls.client(await mtls.authority.issue({ uris: [SHIPPING] }));
    const passOn = (value: string) => gateway.call('/services/me', { headers: { 'client-cert': value } });
    expect(await passOn(sf(mtls.billing))).toMatchObject({ status: 200 });
    const proxy = mtls.client(mtls.billing);
    expect(await proxy.call('/services/me')).toMatchObject({ status: 200 });
    const headers = { 'client-cert': sf(await mtls.authority.issue({ uris: [SHIPPING] })) };
    expect(await proxy.code('/services/me', { headers })).toBe('401 ZT_SERVICE_UNKNOWN');
    expect(await proxy.code('/services/me', { headers: { 'client-cert': ':AAAA:' } })).toBe(
      '401 ZT_CERTIFICATE_INVALID',
    );
  });

  it('of anybody else is ignored, and recorded', async () => {
    await using mtls = await startMtlsApp({ platform, certificates, options: ELSEWHERE });
    expect(await call(mtls, { 'client-cert': sf(mtls.billing) })).toBe('401 ZT_CREDENTIALS_MISSING');
    expect((await mtls.app.recorded(1))[0]?.evidence).toEqual({
      admission: { ignoredHeaders: ['client-cert'] },
    });
  });

  it('is not helped out by the other header, which the proxy may not remove', async () => {
    await using mtls = await startMtlsApp({ platform, certificates, options: TRUSTED });
    const forged = { 'x-forwarded-client-cert': `Hash=${hashOf(mtls.billing)};URI=${BILLING}` };
    expect(await call(mtls, forged)).toBe('401 ZT_CREDENTIALS_MISSING');
    expect((await mtls.app.recorded(1))[0]?.evidence).toEqual({
      admission: { ignoredHeaders: ['x-forwarded-client-cert'] },
    });
  });
});

describe.each(PLATFORMS)('on %s X-Forwarded-Client-Cert', (platform) => {
  const certificates = { forwardedHeader: 'x-forwarded-client-cert', listener: undefined } as const;
  const trustingNames = { ...certificates, trustsForwardedNames: true } as const;
  const header = (value: string) => ({ 'x-forwarded-client-cert': value });
  const encoded = ({ certificatePem }: IssuedCertificate) => encodeURIComponent(certificatePem);
  /** What Envoy writes, which quotes neither URI nor DNS. */
  const written = (certificate: IssuedCertificate, uri: string) =>
    `By=spiffe://example.org/gateway;Hash=${hashOf(certificate)};Cert="${encoded(certificate)}";Subject="";URI=${uri}`;

  it('of a trusted proxy is judged as if the certificate had been shown here', async () => {
    await using mtls = await startMtlsApp({ platform, certificates, options: TRUSTED });
    const foreign = await (await createCertificateAuthority()).issue({ uris: [BILLING] });
    expect(await call(mtls, header(written(mtls.billing, BILLING)))).toBe(`200 ${BILLING}`);
    expect(await call(mtls, header(`Chain="${encoded(mtls.billing)}"`))).toBe(`200 ${BILLING}`);
    expect(await call(mtls, header(`Cert="${encoded(foreign)}"`))).toBe('401 ZT_CERTIFICATE_INVALID');
  });

  it('that names a caller without its certificate is a deny', async () => {
    await using mtls = await startMtlsApp({ platform, certificates, options: TRUSTED });
    const value = `By=spiffe://example.org/gateway;Hash=${hashOf(mtls.billing)};URI=${BILLING}`;
    expect(await call(mtls, header(value))).toBe('401 ZT_CERTIFICATE_INVALID');
    expect((await mtls.app.recorded(1))[0]).toMatchObject({ reason: expect.stringContaining('not shown') });
  });

  it.each([certificates, trustingNames])(
    'is one element: a name with a comma makes no other caller, nor does what a client has sent ahead (%o)',
    async (given) => {
      await using mtls = await startMtlsApp({ platform, certificates: given, options: TRUSTED });
      const { billing } = mtls;
      const named = `spiffe://example.org/x,Hash=${hashOf(billing)};URI=${BILLING}`;
      const shown = `spiffe://example.org/x,Hash=${hashOf(billing)};Cert="${encoded(billing)}"`;
      const hidden = `spiffe://example.org/x;Cert="${encoded(billing)}"`;
      for (const uri of [named, shown, hidden]) {
        const evil = await mtls.authority.issue({ uris: [uri] });
        const unshown = `Hash=${hashOf(evil)};URI=${uri}`;
        for (const value of [written(evil, uri), unshown])
          expect(await call(mtls, header(value)), `for ${value}`).toBe('401 ZT_CERTIFICATE_INVALID');
      }
      const own = written(billing, BILLING);
      expect(await call(mtls, header(`${own},${own}`))).toBe('401 ZT_CERTIFICATE_INVALID');
      using raw = await RawClient.connect(mtls.app.url);
      const line = `X-Forwarded-Client-Cert: ${own}`;
      raw.send('GET /services/me HTTP/1.1', 'Host: x', line, line, 'Connection: close', '', '');
      expect(await raw.toEnd()).toContain('ZT_CERTIFICATE_INVALID');
    },
  );

  it('with trustsForwardedNames may name the caller instead, and nothing else', async () => {
    await using mtls = await startMtlsApp({ platform, certificates: trustingNames, options: TRUSTED });
    const vouched = `By=spiffe://example.org/gateway;Hash=${hashOf(mtls.billing)};Subject="CN=\\"x\\", O=y";URI=`;
    expect(await call(mtls, header(`${vouched}${BILLING}`))).toBe(`200 ${BILLING}`);
    expect(await call(mtls, header(`${vouched}${SHIPPING}`))).toBe('401 ZT_SERVICE_UNKNOWN');
    expect(await call(mtls, header(vouched))).toBe('401 ZT_SERVICE_UNKNOWN');
  });

  it.each([certificates, trustingNames])(
    'that can be read in more than one way is a deny (%o)',
    async (given) => {
      await using mtls = await startMtlsApp({ platform, certificates: given, options: TRUSTED });
      const hash = hashOf(mtls.billing);
      const shipping = await mtls.authority.issue({ uris: [SHIPPING] });
      for (const value of [
        '',
        `URI=${BILLING}`,
        `Hash=${hash};Hash=${hash};URI=${BILLING}`,
        `Hash=${hash};URI=${BILLING};URI=${SHIPPING}`,
        `Hash=${hash};URI="${BILLING}`,
        `Hash=${hash};URI=${BILLING};`,
        `Hash=${hash} URI=${BILLING}`,
        `Hash=abc;URI=${BILLING}`,
        `Hash=;URI=${BILLING}`,
        `Hash=${hash};Subject="a,Hash=${hash};URI=${BILLING}`,
        `Hash=${hash};Cert="${encoded(shipping)}"`,
        `Hash=${hash};Cert="no certificate";URI=${BILLING}`,
        `Hash=${hash};Cert="%zz";URI=${BILLING}`,
        `Hash=${hash};Cert="";URI=${BILLING}`,
        `Hash=${hash};Cert=;URI=${BILLING}`,
        `Hash=${hash};Chain="";URI=${BILLING}`,
      ])
        expect(await call(mtls, header(value)), `for ${value}`).toBe('401 ZT_CERTIFICATE_INVALID');
    },
  );

  it('of anybody else is ignored, and recorded', async () => {
    await using mtls = await startMtlsApp({ platform, certificates, options: ELSEWHERE });
    expect(await call(mtls, header(written(mtls.billing, BILLING)))).toBe('401 ZT_CREDENTIALS_MISSING');
    expect((await mtls.app.recorded(1))[0]?.evidence).toEqual({
      admission: { ignoredHeaders: ['x-forwarded-client-cert'] },
    });
  });
});
