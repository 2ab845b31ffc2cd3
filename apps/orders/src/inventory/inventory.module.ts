import { Module } from '@nestjs/common';
import { InventoryController } from './inventory.controller.js';
import { InventoryRepository } from './inventory.repository.js';

/** What is in stock. */
@Module({
  controllers: [InventoryController],
  providers: [InventoryRepository],
  exports: [InventoryRepository],
})
export class InventoryModule {}
