import { Controller, Delete, Get } from '@nestjs/common';
import { Scopes, Services, Standing, StepUp } from 'nestjs-zero-trust';
import { createDpopKey, dpopProof, type IssuedCertificate } from 'nestjs-zero-trust/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLATFORMS } from './support/guarded-app.js';
import { BILLING, BILLING_GRANT, SHIPPING, startMtlsApp, type MtlsApp } from './support/mtls-app.js';

@Controller('ledger')
class LedgerController {
  @Get() @Scopes('orders:read') read(): string {
    return 'ledger';
  }
  @Delete() @Services(BILLING) @StepUp({ maxAgeSeconds: 300 }) close(): string {
    return 'closed';
  }
}

const PATH = '/ledger';
const DAY_MS = 86_400_000;
const nowSeconds = (): number => Math.floor(Date.now() / 1_000);

describe.each(PLATFORMS)('on %s over TLS', (platform) => {
  let mtls: MtlsApp;
  let shipping: IssuedCertificate;

  beforeAll(async () => {
    mtls = await startMtlsApp({ platform, controllers: [LedgerController] });
    shipping = await mtls.authority.issue({ uris: [SHIPPING] });
  });

  afterAll(() => mtls[Symbol.asyncDispose]());

  /** What comes back for a token and a certificate, over the listener that demands one. */
  async function ask(
    certificate: IssuedCertificate,
    headers: Readonly<Record<string, string>>,
    method = 'GET',
  ): Promise<string> {
    const { status, body } = await mtls.client(certificate).call(PATH, { method, headers });
    return status === 200 ? '200' : `${status} ${(JSON.parse(body) as { code: string }).code}`;
  }

  const tokenFor = (claims: Readonly<Record<string, unknown>>): string =>
    mtls.app.issuer.token({ sub: 'alice', scope: 'orders:read', claims });

  it('a certificate-bound token is worth something with its own certificate only', async () => {
    const cnf = { 'x5t#S256': mtls.billing.thumbprint };
    const headers = { authorization: `Bearer ${tokenFor({ cnf })}` };
    expect(await ask(mtls.billing, headers)).toBe('200');
    expect(await ask(shipping, headers)).toBe('401 ZT_CERTIFICATE_MISMATCH');
    const plain = await fetch(`${mtls.app.url}${PATH}`, { headers });
    expect(await plain.json()).toMatchObject({ status: 401, code: 'ZT_CERTIFICATE_MISMATCH' });
  });

  it('a DPoP-bound token needs its proof, whatever the certificate', async () => {
    const key = createDpopKey();
    const token = tokenFor({ cnf: { jkt: key.jkt } });
    const authorization = `DPoP ${token}`;
    const dpop = dpopProof({ key, method: 'GET', url: `https://localhost${PATH}`, token });
    expect(await ask(mtls.billing, { authorization, host: 'localhost', dpop })).toBe('200');
    expect(await ask(mtls.billing, { authorization, host: 'localhost' })).toBe('401 ZT_PROOF_MISSING');
  });

  it('a token that is bound in two ways is refused rather than checked in part', async () => {
    const key = createDpopKey();
    const token = tokenFor({ cnf: { jkt: key.jkt, 'x5t#S256': mtls.billing.thumbprint } });
    const dpop = dpopProof({ key, method: 'GET', url: `https://localhost${PATH}`, token });
    const headers = { authorization: `DPoP ${token}`, host: 'localhost', dpop };
    expect(await ask(mtls.billing, headers)).toBe('401 ZT_TOKEN_INVALID');
  });

  it('a service without a token is locked, suspended and let in again like anybody', async () => {
    const standing = mtls.app.app.get(Standing);
    const target = { issuer: 'spiffe://example.org', subject: BILLING_GRANT.subject };
    expect(await ask(mtls.billing, {})).toBe('200');
    await standing.lock(target);
    expect(await ask(mtls.billing, {})).toBe('403 ZT_SUBJECT_LOCKED');
    await standing.unlock(target);
    await standing.suspend(target, new Date(Date.now() + DAY_MS));
    expect(await ask(mtls.billing, {})).toBe('403 ZT_SUBJECT_SUSPENDED');
    await standing.endSuspension(target);
    expect(await ask(mtls.billing, {})).toBe('200');
  });

  it('a service is locked by the name of its certificate, too', async () => {
    const standing = mtls.app.app.get(Standing);
    const target = { issuer: 'spiffe://example.org', clientId: BILLING };
    await standing.lock(target);
    expect(await ask(mtls.billing, {})).toBe('403 ZT_SUBJECT_LOCKED');
    await standing.unlock(target);
    expect(await ask(mtls.billing, {})).toBe('200');
  });

  it('@Services and @StepUp demand the service and a person who has just signed in', async () => {
    const as = (claims: object) => ({ authorization: `Bearer ${tokenFor({ ...claims })}` });
    const [fresh, stale] = [as({ auth_time: nowSeconds() }), as({ auth_time: nowSeconds() - 301 })];
    expect(await ask(mtls.billing, fresh, 'DELETE')).toBe('200');
    expect(await ask(mtls.billing, stale, 'DELETE')).toBe('401 ZT_STEP_UP_REQUIRED');
    expect(await ask(mtls.billing, {}, 'DELETE')).toBe('401 ZT_STEP_UP_REQUIRED');
    expect(await ask(shipping, fresh, 'DELETE')).toBe('403 ZT_SERVICE_REFUSED');
    const plain = await fetch(`${mtls.app.url}${PATH}`, { method: 'DELETE', headers: fresh });
    expect(await plain.json()).toMatchObject({ status: 403, code: 'ZT_CERTIFICATE_MISSING' });
  });
});
