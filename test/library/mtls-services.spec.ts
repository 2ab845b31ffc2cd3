import { Controller, Get, Post } from '@nestjs/common';
import { Posture, Services, Standing } from 'nestjs-zero-trust';
import { describe, expect, it } from 'vitest';
import { controllerWith, problems, validOptions } from './support/boot.js';
import { PLATFORMS } from './support/guarded-app.js';
import { BILLING, SHIPPING, startMtlsApp } from './support/mtls-app.js';

const POST = { method: 'POST' };

describe.each(PLATFORMS)('on %s @Services', (platform) => {
  it('lets in the services that it names, with a token or without', async () => {
    await using mtls = await startMtlsApp({ platform });
    const client = mtls.client(mtls.billing);
    expect(await client.call('/services/payouts', POST)).toMatchObject({ status: 201, body: 'paid' });
    const headers = { authorization: `Bearer ${mtls.app.issuer.token({ sub: 'alice' })}` };
    expect(await client.call('/services/payouts', { ...POST, headers })).toMatchObject({ status: 201 });
    const records = await mtls.app.recorded(2);
    expect(records.map(({ identity }) => identity?.subject)).toEqual(['billing', 'alice']);
    expect(records[1]?.evidence?.['check-services']).toEqual({ service: BILLING });
  });

  it('refuses another service, however good its token', async () => {
    await using mtls = await startMtlsApp({ platform });
    const shipping = mtls.client(await mtls.authority.issue({ uris: [SHIPPING] }));
    const headers = { authorization: `Bearer ${mtls.app.issuer.token({ sub: 'alice' })}` };
    expect(await shipping.code('/services/payouts', { ...POST, headers })).toBe('403 ZT_SERVICE_REFUSED');
    expect((await mtls.app.recorded(1))[0]?.evidence?.['check-services']).toEqual({
      required: [BILLING],
      names: [SHIPPING],
    });
  });

  it('refuses who comes without a certificate, by the ordinary way in', async () => {
    await using mtls = await startMtlsApp({ platform });
    const response = await mtls.app.request('POST', '/services/payouts', { as: 'alice' });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: 'ZT_CERTIFICATE_MISSING' });
  });

  it("refuses a service that is locked or suspended, with anybody's token", async () => {
    await using mtls = await startMtlsApp({ platform });
    const standing = mtls.app.app.get(Standing);
    const client = mtls.client(mtls.billing);
    const headers = { authorization: `Bearer ${mtls.app.issuer.token({ sub: 'alice' })}` };
    const payOut = () => client.call('/services/payouts', { ...POST, headers });
    const issuer = 'spiffe://example.org';
    for (const target of [
      { issuer, subject: 'billing' },
      { issuer, clientId: BILLING },
    ]) {
      await standing.lock(target);
      expect(JSON.parse((await payOut()).body)).toMatchObject({ status: 403, code: 'ZT_SUBJECT_LOCKED' });
      await standing.unlock(target);
      await standing.suspend(target, new Date(Date.now() + 60_000));
      expect(JSON.parse((await payOut()).body)).toMatchObject({ status: 403, code: 'ZT_SUBJECT_SUSPENDED' });
      await standing.endSuspension(target);
      expect(await payOut()).toMatchObject({ status: 201 });
    }
  });

  it('refuses a locked service that is granted nothing by itself, known by its name', async () => {
    await using mtls = await startMtlsApp({ platform, certificates: { services: {} } });
    const client = mtls.client(mtls.billing);
    const headers = { authorization: `Bearer ${mtls.app.issuer.token({ sub: 'alice' })}` };
    expect(await client.call('/services/payouts', { ...POST, headers })).toMatchObject({ status: 201 });
    await mtls.app.app.get(Standing).lock({ issuer: 'spiffe://example.org', subject: BILLING });
    expect(await client.code('/services/payouts', { ...POST, headers })).toBe('403 ZT_SUBJECT_LOCKED');
  });

  it('is shown in the posture', async () => {
    await using mtls = await startMtlsApp({ platform });
    const route = mtls.app.app
      .get(Posture)
      .routes()
      .find(({ path }) => path === '/services/payouts');
    expect(route?.controls).toMatchObject({
      authenticate: ['bearer token or client certificate'],
      'check-services': [BILLING],
    });
  });
});

describe('a service', () => {
  it('may be known by a DNS name, in any case', async () => {
    const services = { 'billing.internal': { subject: 'billing', scopes: ['orders:read'] } };
    await using mtls = await startMtlsApp({
      certificates: { serviceName: 'dns', services },
      controllers: [],
    });
    const dns = await mtls.authority.issue({ dnsNames: ['other.internal', 'Billing.internal'] });
    expect(JSON.parse((await mtls.client(dns).call('/services/me')).body)).toMatchObject({
      issuer: 'x509:dns',
      clientId: 'billing.internal',
    });
    const spoof = await mtls.authority.issue({ commonName: 'billing.internal' });
    expect(await mtls.client(spoof).code('/services/me')).toBe('401 ZT_SERVICE_UNKNOWN');
  });

  it('is locked under each of its DNS names, also where another one lets it in', async () => {
    @Controller('payroll')
    class PayrollController {
      @Post() @Services('payroll.internal') run(): string {
        return 'run';
      }
    }
    await using mtls = await startMtlsApp({
      certificates: { serviceName: 'dns', services: {} },
      controllers: [PayrollController],
    });
    const both = await mtls.authority.issue({ dnsNames: ['payroll.internal', 'Billing.internal'] });
    const headers = { authorization: `Bearer ${mtls.app.issuer.token({ sub: 'alice' })}` };
    expect(await mtls.client(both).call('/payroll', { ...POST, headers })).toMatchObject({ status: 201 });
    await mtls.app.app.get(Standing).lock({ issuer: 'x509:dns', subject: 'billing.internal' });
    expect(await mtls.client(both).code('/payroll', { ...POST, headers })).toBe('403 ZT_SUBJECT_LOCKED');
  });

  it('may be known by its common name', async () => {
    const services = { billing: { subject: 'billing', clientId: 'bill', scopes: ['orders:read'] } };
    await using mtls = await startMtlsApp({
      certificates: { serviceName: 'common-name', services },
      controllers: [],
    });
    const named = await mtls.authority.issue({ commonName: 'billing' });
    expect(JSON.parse((await mtls.client(named).call('/services/me')).body)).toMatchObject({
      issuer: 'x509:common-name',
      clientId: 'bill',
    });
    const spoof = await mtls.authority.issue({ dnsNames: ['billing'] });
    expect(await mtls.client(spoof).code('/services/me')).toBe('401 ZT_SERVICE_UNKNOWN');
  });
});

describe('the boot', () => {
  const identity = validOptions().identity;
  const certificates = { caFiles: ['ca.pem'] };

  it('refuses @Services where no certificate is believed', async () => {
    const controllers = [controllerWith('list', Services(BILLING))];
    expect(await problems({ controllers })).toEqual([
      expect.stringContaining('@Services is declared but no certificate is believed'),
    ]);
  });

  it('refuses names that no certificate can bear', async () => {
    @Controller('x')
    class XController {
      @Get() @Services('billing') list(): void {}
    }
    const mtls = startMtlsApp({ controllers: [XController] });
    await expect(mtls).rejects.toThrow('@Services names what cannot be a service');
  });

  it.each([
    { name: 'billing', subject: 'billing' },
    { name: `${BILLING}/`, subject: 'billing' },
    { name: BILLING, subject: 'user:alice' },
    { name: BILLING, subject: 'group#member' },
    { name: BILLING, subject: '*' },
  ])('refuses the service $name with the subject $subject', async ({ name, subject }) => {
    const services = { [name]: { subject, scopes: [] } };
    const options = { identity: { ...identity, certificates: { ...certificates, services } } };
    expect((await problems({ options })).length).toBe(1);
  });

  it('refuses services that would be subjects of an issuer, unless both say that they are', async () => {
    const options = { identity: { ...identity, certificates: { ...certificates, subjectType: 'user' } } };
    expect(await problems({ options })).toEqual([
      'options.identity.certificates.subjectType: is also that of the issuer https://auth.example.com',
    ]);
  });

  it('refuses a subject that services of two trust domains would share in the graph', async () => {
    const billing = { subject: 'billing', scopes: [] };
    const services = {
      'spiffe://a.example/billing': billing,
      'spiffe://b.example/billing': billing,
      'spiffe://a.example/billing-2': billing,
      'spiffe://b.example/shipping': { subject: 'shipping', scopes: [] },
    };
    const options = { identity: { ...identity, certificates: { ...certificates, services } } };
    expect(await problems({ options })).toEqual([
      'options.identity.certificates.services: has the subject billing in two trust domains: ' +
        'spiffe://a.example/billing and spiffe://b.example/billing and spiffe://a.example/billing-2',
    ]);
  });

  it.each([{}, { forwardedHeader: 'client-cert' }] as const)(
    'refuses trust in forwarded names that no header brings: %o',
    async (header) => {
      const given = { ...certificates, ...header, trustsForwardedNames: true };
      const options = { identity: { ...identity, certificates: given }, trustedProxies: ['192.0.2.1'] };
      expect(await problems({ options })).toEqual([
        expect.stringContaining('options.identity.certificates.trustsForwardedNames: is set, but names'),
      ]);
    },
  );
});
