import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccessDeniedError, ServiceTokenClient, type ServiceTokenClientOptions } from 'nestjs-zero-trust';
import type { IssuedCertificate } from 'nestjs-zero-trust/testing';
import { describe, expect, it } from 'vitest';
import { MutualTls } from '../../libs/zero-trust/src/identity/index.js';
import {
  clientOptions,
  startAuthorizationServer,
  type AuthorizationServer,
} from './support/authorization-server.js';
import { PLATFORMS } from './support/guarded-app.js';
import { BILLING, startMtlsApp, type MtlsApp } from './support/mtls-app.js';

interface World extends AsyncDisposable {
  readonly mtls: MtlsApp;
  readonly authorization: AuthorizationServer;
  readonly origin: string;
  readonly options: ServiceTokenClientOptions;
  /** Puts another certificate in the place of the client's. */
  install(certificate: IssuedCertificate): Promise<void>;
}

/** An API and an authorization server that both demand certificates, and files for a client. */
async function startWorld(platform: (typeof PLATFORMS)[number]): Promise<World> {
  const mtls = await startMtlsApp({ platform });
  const server = await mtls.authority.issue({ purpose: 'server', ipAddresses: ['127.0.0.1'] });
  const authorization = await startAuthorizationServer({
    tokens: mtls.app.issuer,
    tls: {
      cert: server.certificatePem,
      key: server.privateKeyPem,
      ca: mtls.authority.certificatePem,
      requestCert: true,
    },
  });
  const folder = await mkdtemp(join(tmpdir(), 'outgoing-'));
  const [certFile, keyFile, caFile] = ['client.pem', 'client.key', 'ca.pem'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  const install = async ({ certificatePem, privateKeyPem }: IssuedCertificate): Promise<void> => {
    await writeFile(certFile, certificatePem);
    await writeFile(keyFile, privateKeyPem);
  };
  await install(mtls.billing);
  await writeFile(caFile, mtls.authority.certificatePem);
  const { listener } = mtls.app.app.get<MutualTls>(MutualTls);
  const address = listener?.address() as AddressInfo;
  const origin = `https://127.0.0.1:${address.port}`;
  const { privateKey: _privateKey, ...options } = clientOptions(authorization, origin);
  return {
    mtls,
    authorization,
    origin,
    options: { ...options, certificate: { certFile, keyFile, caFile } },
    install,
    async [Symbol.asyncDispose]() {
      await authorization[Symbol.asyncDispose]();
      await mtls[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

describe.each(PLATFORMS)('a client with a certificate, and an API on %s', (platform) => {
  it('shows it to both, and its token is bound to it', async () => {
    await using world = await startWorld(platform);
    const client = new ServiceTokenClient(world.options);
    const answer = await client.fetch(`${world.origin}/services/me`);
    expect([answer.status, await answer.json()]).toMatchObject([200, { subject: 'shipping' }]);
    const [question] = world.authorization.questions;
    expect(question?.form.get('client_assertion')).toBeNull();
    expect(question?.certificate).toBe(world.mtls.billing.thumbprint);
    const { value } = await client.accessToken(world.origin);
    const other = world.mtls.client(await world.mtls.authority.issue({ uris: [BILLING] }));
    const headers = { authorization: `Bearer ${value}` };
    expect(await other.code('/services/me', { headers })).toBe('401 ZT_CERTIFICATE_MISMATCH');
    await client.onApplicationShutdown();
  });

  it('shows the next one as soon as its files have changed, and keeps the old one if they are unusable', async () => {
    await using world = await startWorld(platform);
    const clock = { time: Date.now(), now: () => clock.time };
    const client = new ServiceTokenClient({ ...world.options, clock });
    const scopes = ['orders:read'];
    await client.accessToken(world.origin, { scopes });
    const next = await world.mtls.authority.issue({ uris: [BILLING] });
    await world.install({ ...next, privateKeyPem: 'half written' });
    clock.time += 60_000;
    await client.accessToken(world.origin, { scopes: ['b'] });
    await world.install(next);
    clock.time += 60_000;
    await client.accessToken(world.origin, { scopes: ['c'] });
    const { thumbprint: first } = world.mtls.billing;
    expect(world.authorization.questions.map(({ certificate }) => certificate)).toEqual([
      first,
      first,
      next.thumbprint,
    ]);
    await client.onApplicationShutdown();
  });

  it('gives nothing to a server of an authority that it does not trust', async () => {
    await using world = await startWorld(platform);
    const { certFile, keyFile } = world.options.certificate ?? { certFile: '', keyFile: '' };
    const client = new ServiceTokenClient({ ...world.options, certificate: { certFile, keyFile } });
    const error: unknown = await client.fetch(world.origin).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AccessDeniedError);
    expect((error as Error).message).toMatch(/^ZT_DEPENDENCY_UNAVAILABLE: tokens of https/);
    expect(world.authorization.questions).toHaveLength(0);
    await client.onApplicationShutdown();
  });
});
