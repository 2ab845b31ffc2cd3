import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { TlsClient } from '../../library/support/tls-client.js';
import { startOrdersServer, testEnvironment, type OrdersServer } from '../support/orders-server.js';
import { createOrdersApp } from '@sample/orders';

let server: OrdersServer;
let dataDir: string;
let mtlsPort: number;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'orders-mtls-'));
  mtlsPort = await freePort();
  const now = new Date().toISOString();
  server = await startOrdersServer({ now, environment: { dataDir, mtlsPort } });
}, 60_000);

afterAll(async () => {
  await server.stop();
  await rm(dataDir, { recursive: true });
});

describe('the TLS listener of the sample', () => {
  it('knows the demo services by the certificates that it has made', async () => {
    const processor = await clientOf('order-processor');
    expect(await processor.call('/v2/orders/12345')).toMatchObject({ status: 200 });
    expect(await processor.code('/v2/orders/67890')).toBe('404 ZT_NOT_FOUND');
    // A record is written once its answer has left.
    await vi.waitFor(() => {
      expect(server.records.at(-2)).toMatchObject({
        identity: { issuer: 'spiffe://orders.example', subject: 'service-account-order-processor' },
        clientId: 'order-processor',
      });
    });
  });

  it('gives a service no more than its tokens would', async () => {
    const reader = await clientOf('inventory-reader');
    expect(await reader.call('/v2/inventory')).toMatchObject({ status: 200 });
    expect(await reader.code('/v2/orders', { method: 'POST' })).toBe('403 ZT_SCOPE_MISSING');
  });

  it('refuses who shows no certificate', async () => {
    const nobody = new TlsClient({
      ...(await clientFiles('order-processor')),
      cert: undefined,
      key: undefined,
    });
    expect(await nobody.call('/health/live')).toMatchObject({ status: 0 });
  });
});

describe('the API', () => {
  it('does not start with a listener of which only some files are set', async () => {
    const environment = { ...testEnvironment(server.issuer.issuer), mtlsPort, mtlsCa: '/nowhere/ca.pem' };
    await expect(createOrdersApp({ environment, database: server.database })).rejects.toThrow(
      /MTLS_CERT holds nothing[^]*MTLS_KEY holds nothing/,
    );
  });

  it('makes no certificates in production', async () => {
    const environment = {
      ...testEnvironment(server.issuer.issuer),
      mtlsPort,
      nodeEnv: 'production',
    } as const;
    await expect(createOrdersApp({ environment, database: server.database })).rejects.toThrow(
      'MTLS_CA holds nothing',
    );
  });
});

async function clientFiles(name: string) {
  const read = (file: string) => readFile(join(dataDir, 'certificates', file), 'utf8');
  const [authority, cert, key] = await Promise.all(['ca.pem', `${name}.pem`, `${name}.key`].map(read));
  return { port: mtlsPort, authority: authority ?? '', cert, key };
}

async function clientOf(name: string): Promise<TlsClient> {
  return new TlsClient(await clientFiles(name));
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
