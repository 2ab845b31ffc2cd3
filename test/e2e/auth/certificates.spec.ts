import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { json } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { demoCertificateFile, demoPassword } from '@sample/shared';
import { decodeJwt } from 'jose';
import { ServiceTokenClient } from 'nestjs-zero-trust';
import { createCertificateAuthority } from 'nestjs-zero-trust/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getJson, login } from './auth-requests.js';
import { freePort, startAuthServer, type AuthServer } from './auth-server.js';
import { postForm } from './browser.js';

const THUMBPRINT = expect.stringMatching(/^[\w-]{43}$/) as string;

describe('services with certificates', () => {
  let server: AuthServer;
  let port: number;

  beforeAll(async () => {
    server = await startAuthServer();
    port = await freePort();
    await server.restart({ authMtlsPort: port });
  });

  afterAll(() => server.stop());

  const file = (name: string): Promise<string> =>
    readFile(demoCertificateFile(server.environment.dataDir, name), 'utf8');
  const identityOf = async (name: string): Promise<Identity> => ({
    cert: await file(`${name}.pem`),
    key: await file(`${name}.key`),
  });
  const ask = async (
    clientId: string,
    identity: Partial<Identity>,
    { agent = false, ca: trusted, ...fields }: AskChanges = {},
  ): Promise<TokenAnswer> => {
    const parameters = { grant_type: 'client_credentials', client_id: clientId, ...fields };
    const form = new URLSearchParams(parameters as Record<string, string>).toString();
    const outgoing = request({
      host: '127.0.0.1',
      port,
      path: '/token',
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': form.length,
      },
      ca: trusted ?? (await file('ca.pem')),
      servername: 'localhost',
      agent,
      ...identity,
    });
    outgoing.end(form);
    const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
    return { status: incoming.statusCode, body: (await json(incoming)) as Record<string, unknown> };
  };

  it('get a token that is bound to their certificate', async () => {
    const identity = await identityOf('order-processor');
    const { status, body } = await ask('order-processor', identity);
    expect(status).toBe(200);
    const thumbprint = createHash('sha256')
      .update(new X509Certificate(identity.cert).raw)
      .digest('base64url');
    expect(decodeJwt(String(body['access_token']))).toMatchObject({
      sub: 'service-account-order-processor',
      client_id: 'order-processor',
      cnf: { 'x5t#S256': thumbprint },
    });
  });

  it('get no token in the name of another service', async () => {
    const { status, body } = await ask('order-processor', await identityOf('inventory-reader'));
    expect([status, body['error']]).toEqual([401, 'invalid_client']);
  });

  it('do not get through the handshake without a certificate, or with one of another authority', async () => {
    await expect(ask('order-processor', {})).rejects.toThrow(
      /certificate required|ECONNRESET|socket hang up/,
    );
    const stranger = await createCertificateAuthority({ commonName: 'stranger' });
    const { certificatePem: cert, privateKeyPem: key } = await stranger.issue({
      uris: ['spiffe://orders.example/order-processor'],
    });
    await expect(ask('order-processor', { cert, key })).rejects.toThrow(
      /unknown ca|ECONNRESET|socket hang up/,
    );
  });

  it('find in the metadata where to go, and are told nothing of it where there is no such place', async () => {
    const origin = `https://localhost:${port}`;
    const metadata = async () => (await getJson(server, '/.well-known/oauth-authorization-server')).body;
    expect(await metadata()).toMatchObject({
      token_endpoint: `${server.issuer}/token`,
      mtls_endpoint_aliases: {
        token_endpoint: `${origin}/token`,
        revocation_endpoint: `${origin}/revoke`,
        introspection_endpoint: `${origin}/introspect`,
      },
      tls_client_certificate_bound_access_tokens: true,
    });
    await server.restart();
    const without = await metadata();
    await server.restart({ authMtlsPort: port });
    expect(without['mtls_endpoint_aliases']).toBeUndefined();
    expect(without['tls_client_certificate_bound_access_tokens']).toBeUndefined();
    expect(without['token_endpoint_auth_methods_supported']).not.toContain('tls_client_auth');
  });

  it('get their tokens through the client of the library, which goes where the metadata say', async () => {
    const api = 'https://api.orders.example';
    const client = new ServiceTokenClient({
      issuer: server.issuer,
      clientId: 'order-processor',
      targets: [{ origin: api, resource: api }],
      certificate: {
        certFile: demoCertificateFile(server.environment.dataDir, 'order-processor.pem'),
        keyFile: demoCertificateFile(server.environment.dataDir, 'order-processor.key'),
        caFile: demoCertificateFile(server.environment.dataDir, 'ca.pem'),
      },
    });
    const { value, type } = await client.accessToken(api);
    await client.onApplicationShutdown();
    expect(type).toBe('Bearer');
    expect(decodeJwt(value)['cnf']).toEqual({ 'x5t#S256': THUMBPRINT });
  });

  it('get exchanged tokens, too, that are bound to their certificate', async () => {
    const { body } = await login(server, { email: 'bob@example.com', password: demoPassword('bob') });
    const exchanged = await ask('order-processor', await identityOf('order-processor'), {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: body['access_token'],
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    });
    expect(exchanged).toMatchObject({ status: 200, body: { token_type: 'Bearer' } });
    const claims = decodeJwt(String(exchanged.body['access_token']));
    expect(claims).toMatchObject({ sub: 'bob', cnf: { 'x5t#S256': THUMBPRINT } });
  });

  describe('when the files change', () => {
    const names = ['ca.pem', 'server.pem', 'server.key'];
    const path = (name: string): string => demoCertificateFile(server.environment.dataDir, name);
    let before: readonly string[];
    let old: Identity;
    const agent = new Agent({ keepAlive: true });

    beforeAll(async () => {
      before = await Promise.all(names.map(file));
      old = await identityOf('order-processor');
    });
    afterAll(() => agent.destroy());

    it.each(['no certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'])(
      'keeps what was in use while they hold %j',
      async (content) => {
        await writeFile(path('ca.pem'), content);
        await delay(200);
        expect((await ask('order-processor', old, { ca: before[0] })).status).toBe(200);
      },
    );

    it('believes the new authority, and neither the old one nor a connection from before', async () => {
      const kept = { agent, ca: before[0] };
      expect((await ask('order-processor', old, kept)).status).toBe(200);
      const authority = await createCertificateAuthority({ commonName: 'successor' });
      const issued = await authority.issue({ purpose: 'server', dnsNames: ['localhost'] });
      await writeFile(path('server.key'), issued.privateKeyPem);
      await writeFile(path('server.pem'), issued.certificatePem);
      await writeFile(path('ca.pem'), authority.certificatePem);
      const renewed = await authority.issue({ uris: ['spiffe://orders.example/order-processor'] });
      const identity = { cert: renewed.certificatePem, key: renewed.privateKeyPem };
      const status = () =>
        ask('order-processor', identity).then(
          (answer) => answer.status,
          () => 'refused',
        );
      await expect.poll(status, { timeout: 5_000 }).toBe(200);
      await expect(ask('order-processor', old)).rejects.toThrow(/unknown ca|ECONNRESET|socket hang up/);
      // Were the connection still there, nobody would look at certificates again.
      await expect(ask('order-processor', old, kept)).rejects.toThrow(/unable to verify|certificate/);
    });
  });

  it('prove nothing by a header, or without TLS', async () => {
    const certificate = encodeURIComponent((await identityOf('order-processor')).cert);
    const headers = { 'x-forwarded-client-cert': `Cert="${certificate}"`, 'x-ssl-client-cert': certificate };
    const form = { grant_type: 'client_credentials', client_id: 'order-processor' };
    expect((await postForm(server, '/token', form, headers)).body['error']).toMatch(
      /^invalid_(?:client|request)$/,
    );
  });
});

interface AskChanges {
  readonly agent?: Agent | false;
  /** Authority that the server must be of. @defaultValue the present one */
  readonly ca?: string | undefined;
  readonly [field: string]: unknown;
}

interface Identity {
  readonly cert: string;
  readonly key: string;
}

interface TokenAnswer {
  readonly status: number | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}
