import { Module } from '@nestjs/common';
import { InventoryModule } from '../inventory/inventory.module.js';
import { OrderListing } from './order-listing.js';
import { OrderPricing } from './order-pricing.js';
import { OrderLoader } from './order.loader.js';
import { OrdersV1Controller } from './orders-v1.controller.js';
import { OrdersController } from './orders.controller.js';
import { OrdersRepository } from './orders.repository.js';
import { OrdersService } from './orders.service.js';
import { Organizations } from './organizations.js';

/** Orders, and what policies know of them. */
@Module({
  imports: [InventoryModule],
  controllers: [OrdersController, OrdersV1Controller],
  providers: [OrdersService, OrdersRepository, OrderListing, OrderPricing, OrderLoader, Organizations],
})
export class OrdersModule {}
