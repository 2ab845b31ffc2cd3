import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Controller, Get, Module, type DynamicModule } from '@nestjs/common';
import { ReturnsUnfiltered, Services, type ZeroTrustOptions } from 'nestjs-zero-trust';
import { createCertificateAuthority } from 'nestjs-zero-trust/testing';
import { FullModule } from '../servers/full.module.js';
import type { ServerSettings } from '../servers/server-settings.js';
import type { RoutesSetup } from './routes-setup.js';

const GATEWAY = 'spiffe://bench.example/gateway';
/** The files are read once, and not again while something is measured. */
const RELOAD_SECONDS = 3_600;

@Controller('settlements')
class SettlementsController {
  @Get()
  @Services(GATEWAY)
  @ReturnsUnfiltered('a list of names')
  list(): readonly string[] {
    return [];
  }
}

@Module({})
class GatewayModule {}

/**
 * The full application, and a route for one service, whose certificate a trusted proxy passes on. An application of its own,
 * because where certificates are believed every request costs a look for one.
 */
export async function gatewayRoutes(): Promise<RoutesSetup> {
  const authority = await createCertificateAuthority();
  const { certificatePem } = await authority.issue({ uris: [GATEWAY] });
  return {
    headers: { 'client-cert': `:${base64Of(certificatePem)}:` },
    createModule: async (settings, differences) => {
      const caFile = join(settings.directory, 'authority.pem');
      await writeFile(caFile, authority.certificatePem);
      return gatewayModule(settings, { ...differences, ...believing(settings, caFile) });
    },
  };
}

function gatewayModule(settings: ServerSettings, differences: Partial<ZeroTrustOptions>): DynamicModule {
  const imports = [FullModule.register(settings, differences)];
  return { module: GatewayModule, imports, controllers: [SettlementsController] };
}

function believing({ issuer, audience }: ServerSettings, caFile: string): Partial<ZeroTrustOptions> {
  const certificates = {
    caFiles: [caFile],
    reloadSeconds: RELOAD_SECONDS,
    forwardedHeader: 'client-cert',
  } as const;
  return { identity: { issuers: [{ issuer, audience }], certificates }, trustedProxies: ['127.0.0.1/32'] };
}

/** RFC 9440 §2.1: the header holds what stands between the lines of the PEM. */
function base64Of(pem: string): string {
  return pem.replaceAll(/-----[^-]+-----|\s/g, '');
}
