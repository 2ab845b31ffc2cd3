import { Module, type DynamicModule } from '@nestjs/common';
import { ZeroTrustModule } from 'nestjs-zero-trust';
import { HealthModule } from './health/health.module.js';
import { InventoryModule } from './inventory/inventory.module.js';
import { OrdersModule } from './orders/orders.module.js';
import { PaginationModule } from './pagination/pagination.module.js';
import { SETTINGS, SettingsModule, type Settings } from './settings.module.js';
import { UsersModule } from './users/users.module.js';
import { zeroTrustSettings } from './zero-trust.settings.js';

/** The order-management API. */
@Module({
  imports: [
    ZeroTrustModule.forRootAsync({
      inject: [SETTINGS],
      useFactory: zeroTrustSettings,
      management: true,
    }),
    PaginationModule,
    OrdersModule,
    InventoryModule,
    UsersModule,
    HealthModule,
  ],
})
export class AppModule {
  /** The API with its settings. */
  static register(settings: Settings): DynamicModule {
    return { module: AppModule, imports: [SettingsModule.register(settings)] };
  }
}
