import { Body, Controller, Get, Inject, Module, Param, Patch } from '@nestjs/common';
import { ChangeOrderDto } from '../scenario/change-order.dto.js';
import { OrderBook } from '../scenario/order-book.js';
import type { Order } from '../scenario/order.js';
import { serve } from './serve.js';

@Controller('orders')
class OrdersController {
  constructor(@Inject(OrderBook) private readonly orders: OrderBook) {}

  @Get(':id')
  findOne(@Param('id') id: string): Order | undefined {
    return this.orders.find(id);
  }

  @Patch(':id')
  change(@Param('id') id: string, @Body() change: ChangeOrderDto): Order | undefined {
    return this.orders.change(id, change);
  }
}

@Module({ controllers: [OrdersController], providers: [OrderBook] })
class BareModule {}

/** Nest with the same routes and data, and with nothing that judges a request: what everything is compared with. */
await serve({ module: () => BareModule });
