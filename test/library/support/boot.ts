import {
  Controller,
  Get,
  type DynamicModule,
  type INestApplication,
  type Provider,
  type Type,
} from '@nestjs/common';
import {
  BootError,
  embeddedRelationships,
  ZeroTrustModule,
  type Finding,
  type ZeroTrustOptions,
} from 'nestjs-zero-trust';
import { memoryAuditSink } from 'nestjs-zero-trust/testing';
import { createApp, type Platform } from './guarded-app.js';
import { MODEL } from './model.js';

export interface BootInit {
  readonly controllers?: readonly Type[];
  readonly providers?: readonly Provider[];
  readonly imports?: readonly (Type | DynamicModule)[];
  readonly options?: Partial<ZeroTrustOptions>;
  readonly platform?: Platform;
  readonly configure?: (app: INestApplication) => void;
}

/** Valid options that need no server; routes need not say what they return. */
export function validOptions(overrides: Partial<ZeroTrustOptions> = {}): ZeroTrustOptions {
  return {
    identity: { issuers: [{ issuer: 'https://auth.example.com', audience: 'https://api.example.com' }] },
    relationships: embeddedRelationships({ model: MODEL }),
    audit: { sink: memoryAuditSink() },
    fields: { undeclared: 'pass' },
    ...overrides,
  };
}

/** Starts an application without listening. The caller closes it. */
export async function boot(init: BootInit): Promise<INestApplication> {
  const zeroTrust = ZeroTrustModule.forRoot(validOptions(init.options));
  const imports = [...(init.imports ?? []), zeroTrust];
  const app = await createApp({ ...init, controllers: init.controllers ?? [], imports });
  await app.init();
  return app;
}

/** What stops the boot; nothing if it succeeds. */
export async function bootFindings(init: BootInit): Promise<readonly Finding[]> {
  try {
    await (await boot(init)).close();
    return [];
  } catch (error) {
    if (error instanceof BootError) return error.findings;
    throw error;
  }
}

/** The findings as `where: problem`, so that a failure shows both. */
export async function problems(init: BootInit): Promise<readonly string[]> {
  return (await bootFindings(init)).map(({ where, problem }) => `${where}: ${problem}`);
}

/** A controller whose one handler carries these decorators. */
export function controllerWith(path: string, ...decorators: readonly MethodDecorator[]): Type {
  class OrdersController {
    handle(): string {
      return 'ok';
    }
  }
  const descriptor = Object.getOwnPropertyDescriptor(
    OrdersController.prototype,
    'handle',
  ) as PropertyDescriptor;
  for (const decorate of [Get(path), ...decorators])
    decorate(OrdersController.prototype, 'handle', descriptor);
  Controller('orders')(OrdersController);
  return OrdersController;
}
