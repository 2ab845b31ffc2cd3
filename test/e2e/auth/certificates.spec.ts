import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { json } from 'node:stream/consumers';
import { demoCertificateFile } from '@sample/shared';
import { decodeJwt } from 'jose';
import { createCertificateAuthority } from 'nestjs-zero-trust/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort, startAuthServer, type AuthServer } from './auth-server.js';
import { postForm } from './browser.js';

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
  const ask = async (clientId: string, identity: Partial<Identity>): Promise<TokenAnswer> => {
    const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId }).toString();
    const outgoing = request({
      host: '127.0.0.1',
      port,
      path: '/token',
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': form.length },
      ca: await file('ca.pem'),
      servername: 'localhost',
      agent: false,
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

  it('prove nothing by a header, or without TLS', async () => {
    const certificate = encodeURIComponent((await identityOf('order-processor')).cert);
    const headers = { 'x-forwarded-client-cert': `Cert="${certificate}"`, 'x-ssl-client-cert': certificate };
    const form = { grant_type: 'client_credentials', client_id: 'order-processor' };
    expect((await postForm(server, '/token', form, headers)).body['error']).toMatch(
      /^invalid_(?:client|request)$/,
    );
  });
});

interface Identity {
  readonly cert: string;
  readonly key: string;
}

interface TokenAnswer {
  readonly status: number | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}
