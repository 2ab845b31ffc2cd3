import {
  ValidationPipe,
  type DynamicModule,
  type INestApplication,
  type Provider,
  type Type,
} from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { OrderBook } from '../../scenario/order-book.js';
import type { Contestant } from '../../servers/serve.js';
import type { ServerSettings } from '../../servers/server-settings.js';
import { accessLog } from './access-log.js';
import { IdentityThrottlerGuard, throttlerModule } from './identity-throttler.guard.js';
import { Memberships } from './memberships.js';
import { OrderAccessGuard } from './order-access.guard.js';
import { OrderAccess } from './order-access.port.js';
import { OrdersController } from './orders.controller.js';
import { PEER_SETTINGS } from './peer-settings.js';
import { ScopesGuard } from './scopes.guard.js';

/** What one peer does otherwise than the next. */
export interface PeerParts {
  readonly authentication: { readonly guard: Type; readonly providers: readonly Provider[] };
  readonly orderAccess: Type<OrderAccess>;
}

class PeerModule {}

/** A stack put together by hand, on Express: authentication, limits, scopes, access, validation, a log line. */
export function peer({ authentication, orderAccess }: PeerParts): Contestant {
  const guards = [authentication.guard, IdentityThrottlerGuard, ScopesGuard, OrderAccessGuard];
  return {
    module: (settings): DynamicModule => ({
      module: PeerModule,
      imports: [throttlerModule()],
      controllers: [OrdersController],
      providers: [
        { provide: PEER_SETTINGS, useValue: settings },
        { provide: OrderAccess, useClass: orderAccess },
        ...authentication.providers,
        OrderBook,
        Memberships,
        ...guards.map((guard) => ({ provide: APP_GUARD, useClass: guard })),
      ],
    }),
    configure,
  };
}

function configure(app: INestApplication, { directory }: ServerSettings): void {
  app.use(accessLog(directory));
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
}
