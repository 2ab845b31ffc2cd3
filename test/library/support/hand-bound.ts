import { Controller, Get, UseGuards, type INestApplication, type Type } from '@nestjs/common';
import {
  AccessGuard,
  AuthenticationGuard,
  CanAccess,
  denied,
  LoadsResource,
  permit,
  Policy,
  PolicyGuard,
  Public,
  Scopes,
  ScopesGuard,
  ZeroTrustGuard,
  type AccessPolicy,
  type PolicyInput,
} from 'nestjs-zero-trust';
import { startGuardedApp, type GuardedApp, type Platform } from './guarded-app.js';

interface Order {
  readonly secret: boolean;
}

@LoadsResource('order')
class OrderLoader {
  load(): Order {
    return { secret: true };
  }
}

/** Carelessly written: without an object it sees nothing to object to. */
class NoSecrets implements AccessPolicy<Order | undefined> {
  evaluate({ resource }: PolicyInput<Order | undefined>) {
    return resource?.secret === true ? denied('secret') : permit();
  }
}

/** Declares nothing, and binds nothing of ours. */
@Controller('foreign')
export class ForeignController {
  @Get() foreign(): string {
    return 'not ours';
  }
}

type Guard = Type<ZeroTrustGuard>;

/** A controller with these guards, whose handlers declare one thing each. */
export function guardedBy(...guards: readonly Guard[]): Type {
  @Controller('orders')
  @UseGuards(...guards)
  class OrdersController {
    @Get() @Scopes('read') list(): string {
      return 'list';
    }
    @Get(':id') @Scopes('read') @CanAccess('viewer', 'order') find(): string {
      return 'order';
    }
    @Get(':id/secret') @CanAccess('viewer', 'order') @Policy(NoSecrets) secret(): string {
      return 'secret';
    }
    @Get('open/door') @Public('everybody') open(): string {
      return 'open';
    }
  }
  return OrdersController;
}

/** An application with `global: false`. */
export function startHandBound(
  platform: Platform,
  init: { controllers: readonly Type[]; configure?: (app: INestApplication) => void },
): Promise<GuardedApp> {
  return startGuardedApp({
    platform,
    providers: [OrderLoader, NoSecrets],
    options: { global: false },
    ...init,
  });
}

/** The parts of the guard in their right order. */
export const PARTS = [AuthenticationGuard, ScopesGuard, AccessGuard, PolicyGuard];
