import { createServer, type AddressInfo } from 'node:net';
import { Controller, Get, type INestApplication } from '@nestjs/common';
import { ClientProxyFactory, MessagePattern, Transport } from '@nestjs/microservices';
import { Scopes } from 'nestjs-zero-trust';
import { firstValueFrom, timeout } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { startGuardedApp } from './support/guarded-app.js';

const handle = vi.fn<() => string>(() => 'handled');

@Controller('things')
class ThingsController {
  @Get() @Scopes('read') list(): string {
    return 'things';
  }
  @MessagePattern('things.list') answer(): string {
    return handle();
  }
}

class InheritedController extends ThingsController {}
Controller('inherited')(InheritedController);

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('a connected microservice', () => {
  it.each([false, true])(
    'is denied over real TCP, whether or not it inherits the configuration (%s)',
    async (inheritAppConfig) => {
      const port = await freePort();
      const connect = (app: INestApplication): void => {
        const server = { transport: Transport.TCP as const, options: { port, host: '127.0.0.1' } };
        app.connectMicroservice(server, { inheritAppConfig });
      };
      await using app = await startGuardedApp({ controllers: [InheritedController], configure: connect });
      await app.app.startAllMicroservices();
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
