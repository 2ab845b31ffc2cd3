import { Inject, Injectable, type CanActivate } from '@nestjs/common';
import { GUARDS_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { AccessDeniedError } from '../kernel/errors.js';
import { contextUnsupported } from './context-unsupported.js';
import { EnforcementOptions } from './enforcement.options.js';

/** Where `@MessagePattern` and `@EventPattern` of `@nestjs/microservices` leave their mark. */
const PATTERN_METADATA = 'microservices:pattern';

const DENY: CanActivate = {
  canActivate: () => {
    throw new AccessDeniedError(contextUnsupported('rpc'));
  },
};

/**
 * Denies the handlers of connected microservices. Nest runs no global guard of the application on them unless it is asked
 * to, so the denial is bound to each handler, when the module is made: before a microservice can be connected.
 */
@Injectable()
export class MessageHandlers {
  constructor(
    @Inject(DiscoveryService) discovery: DiscoveryService,
    @Inject(EnforcementOptions) { global }: EnforcementOptions,
  ) {
    if (!global) return;
    const scanner = new MetadataScanner();
    for (const { metatype } of discovery.getControllers()) {
      const prototype = (metatype as { readonly prototype?: Record<string, object> } | null)?.prototype;
      if (prototype === undefined) continue;
      for (const name of scanner.getAllMethodNames(prototype)) denyMessages(prototype[name] as object);
    }
  }
}

function denyMessages(handler: object): void {
  if (!Reflect.hasMetadata(PATTERN_METADATA, handler)) return;
  const bound = (Reflect.getMetadata(GUARDS_METADATA, handler) ?? []) as readonly unknown[];
  if (!bound.includes(DENY)) Reflect.defineMetadata(GUARDS_METADATA, [DENY, ...bound], handler);
}
