import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Controller, Get, Post, type DynamicModule, type Type } from '@nestjs/common';
import {
  CurrentPrincipal,
  Public,
  Scopes,
  Services,
  type CertificateOptions,
  type Principal,
  type TlsListenerOptions,
  type ZeroTrustOptions,
} from 'nestjs-zero-trust';
import {
  createCertificateAuthority,
  type CertificateAuthority,
  type IssuedCertificate,
} from 'nestjs-zero-trust/testing';
import { MutualTls } from '../../../libs/zero-trust/src/identity/index.js';
import { startGuardedApp, type GuardedApp, type Platform } from './guarded-app.js';
import { TlsClient } from './tls-client.js';

export const BILLING = 'spiffe://example.org/billing';
export const SHIPPING = 'spiffe://example.org/shipping';

@Controller('services')
export class ServicesController {
  @Get('me') @Scopes('orders:read') me(
    @CurrentPrincipal() { issuer, subject, clientId, graphSubject, claims, tokenId }: Principal,
  ): object {
    return { issuer, subject, clientId, graphSubject, claims, tokenId: tokenId ?? null };
  }
  @Get('write') @Scopes('orders:write') write(): string {
    return 'written';
  }
  @Get('open') @Public('everybody may see it') open(): string {
    return 'open';
  }
}

@Controller('services')
class PayoutsController {
  @Post('payouts') @Services(BILLING) payOut(): string {
    return 'paid';
  }
}

/** What billing may do without a token. */
export const BILLING_GRANT = {
  subject: 'billing',
  scopes: ['orders:read'],
  claims: { clearance: 2 },
} as const;

/** An application with certificates, its authority, and the files that it reads. */
export interface MtlsApp extends AsyncDisposable {
  readonly app: GuardedApp;
  readonly authority: CertificateAuthority;
  /** Certificate of the service billing. */
  readonly billing: IssuedCertificate;
  /** Of the TLS listener. @throws Error if there is none */
  port(): number;
  /** A client of the TLS listener. */
  client(certificate?: IssuedCertificate, ...intermediates: readonly CertificateAuthority[]): TlsClient;
  /** Replaces a file as a whole. */
  write(file: MtlsFile, text: string): Promise<void>;
  /** Looks at the files. */
  reload(): Promise<void>;
  /** Replaces a file as a whole, and looks at it. */
  replace(file: MtlsFile, text: string): Promise<void>;
}

export type MtlsFile = 'ca.pem' | 'crl.pem' | 'server.pem' | 'server.key';

export interface MtlsAppOptions {
  readonly platform?: Platform;
  readonly certificates?: Partial<CertificateOptions>;
  readonly listener?: Partial<TlsListenerOptions>;
  readonly options?: Partial<ZeroTrustOptions>;
  /** Whether revocation lists are demanded. */
  readonly withLists?: boolean;
  readonly clock?: { now(): number };
  /** Beside the one that is open to every kind of service. @defaultValue the one that is for billing */
  readonly controllers?: readonly Type[];
  readonly imports?: readonly (Type | DynamicModule)[];
}

/** So long that a test looks at the files when it wants to. */
const RELOAD_SECONDS = 3600;

export async function startMtlsApp(init: MtlsAppOptions = {}): Promise<MtlsApp> {
  const authority = await createCertificateAuthority();
  const folder = await mkdtemp(join(tmpdir(), 'mtls-'));
  const server = await authority.issue({
    purpose: 'server',
    dnsNames: ['localhost'],
    ipAddresses: ['127.0.0.1'],
  });
  const write = async (file: MtlsFile, text: string): Promise<void> => {
    // Whole or not at all, as whatever renews certificates does it.
    await writeFile(join(folder, `${file}.new`), text);
    await rename(join(folder, `${file}.new`), join(folder, file));
  };
  await write('ca.pem', authority.certificatePem);
  await write('crl.pem', await authority.revocationList([]));
  await write('server.pem', server.certificatePem);
  await write('server.key', server.privateKeyPem);
  const app = await start(init, folder);
  const { store, listener } = app.app.get<MutualTls>(MutualTls);
  const reload = async (): Promise<void> => store?.reload();
  const port = (): number => portOf(listener?.address());
  return {
    app,
    authority,
    port,
    billing: await authority.issue({ uris: [BILLING] }),
    client: (certificate, ...intermediates) =>
      new TlsClient({
        port: port(),
        authority: authority.certificatePem,
        key: certificate?.privateKeyPem,
        cert:
          certificate &&
          [certificate.certificatePem, ...intermediates.map(({ certificatePem }) => certificatePem)].join(''),
      }),
    write,
    reload,
    replace: async (file, text) => {
      await write(file, text);
      await reload();
    },
    [Symbol.asyncDispose]: async () => {
      await app[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

/** @throws Error if the application has no listener */
function portOf(address: AddressInfo | string | null | undefined): number {
  if (typeof address === 'object' && address !== null) return address.port;
  throw new Error('There is no TLS listener.');
}

function start(init: MtlsAppOptions, folder: string): Promise<GuardedApp> {
  const { options, withLists = true, listener, certificates } = init;
  return startGuardedApp({
    platform: init.platform,
    controllers: [ServicesController, ...(init.controllers ?? [PayoutsController])],
    imports: init.imports,
    clock: init.clock,
    identity: {
      certificates: {
        caFiles: [join(folder, 'ca.pem')],
        crlFiles: withLists ? [join(folder, 'crl.pem')] : [],
        reloadSeconds: RELOAD_SECONDS,
        services: { [BILLING]: BILLING_GRANT },
        listener: {
          port: 0,
          certFile: join(folder, 'server.pem'),
          keyFile: join(folder, 'server.key'),
          drainSeconds: 0.1,
          ...listener,
        },
        ...certificates,
      },
    },
    options,
  });
}
