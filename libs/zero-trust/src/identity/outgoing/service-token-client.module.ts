import { ConfigurableModuleBuilder, Module } from '@nestjs/common';
import { ServiceTokenClient } from './service-token-client.js';
import type { ServiceTokenClientOptions } from './service-token-client.options.js';

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<ServiceTokenClientOptions>({ moduleName: 'ServiceTokenClient' }).build();

/**
 * Provides one {@link ServiceTokenClient}. A service with several identities provides each client under a token of its
 * own instead: `{ provide: BILLING_CLIENT, useFactory: () => new ServiceTokenClient({ … }) }`.
 *
 * @example
 * ServiceTokenClientModule.register({ issuer, clientId: 'shipping', privateKey, targets })
 */
@Module({
  providers: [
    {
      provide: ServiceTokenClient,
      inject: [MODULE_OPTIONS_TOKEN],
      useFactory: (options: ServiceTokenClientOptions) => new ServiceTokenClient(options),
    },
  ],
  exports: [ServiceTokenClient],
})
export class ServiceTokenClientModule extends ConfigurableModuleClass {}
