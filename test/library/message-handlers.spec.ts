import type { AddressInfo, Server } from 'node:net';
import { Controller, Get, type INestApplication, type INestMicroservice } from '@nestjs/common';
import { ClientProxyFactory, MessagePattern, Transport } from '@nestjs/microservices';
import { DeniedOutsideHttp, Scopes } from 'nestjs-zero-trust';
import { firstValueFrom, timeout } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { startGuardedApp } from './support/guarded-app.js';

const handle = vi.fn<() => string>(() => 'handled');

@Controller('things')
class ThingsController {
  @Get() @Scopes('read') list(): string {
    return 'things';
  }
  @MessagePattern('things.list') @DeniedOutsideHttp('not connected yet') answer(): string {
    return handle();
  }
}

class InheritedController extends ThingsController {}
Controller('inherited')(InheritedController);

/** Where the only connected microservice listens. */
function portOf(app: INestApplication): number {
  const [microservice] = app.getMicroservices() as [INestMicroservice];
  return (microservice.unwrap<Server>().address() as AddressInfo).port;
}

describe('a connected microservice', () => {
  it.each([false, true])(
    'is denied over real TCP, whether or not it inherits the configuration (%s)',
    async (inheritAppConfig) => {
      const connect = (app: INestApplication): void => {
        const server = { transport: Transport.TCP as const, options: { port: 0, host: '127.0.0.1' } };
        app.connectMicroservice(server, { inheritAppConfig });
      };
      await using app = await startGuardedApp({ controllers: [InheritedController], configure: connect });
      await app.app.startAllMicroservices();
      const port = portOf(app.app);
      const client = ClientProxyFactory.create({
        transport: Transport.TCP,
        options: { port, host: '127.0.0.1' },
      });
      const answer = firstValueFrom(client.send<string>('things.list', {}).pipe(timeout(5_000)));
      await expect(answer).rejects.toMatchObject({ status: 'error' });
      expect(handle).not.toHaveBeenCalled();
      await client.close();
    },
  );
});
