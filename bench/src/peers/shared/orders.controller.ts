import { Body, Controller, Get, Inject, Param, Patch } from '@nestjs/common';
import { ChangeOrderDto } from '../../scenario/change-order.dto.js';
import { READ_ORDERS, WRITE_ORDERS } from '../../scenario/identities.js';
import { OrderBook } from '../../scenario/order-book.js';
import type { Order } from '../../scenario/order.js';
import { OrderRoute } from './order-access.guard.js';
import { RequiredScopes } from './scopes.guard.js';

/** The same routes as everywhere, declared as the peers do. */
@Controller('orders')
export class OrdersController {
  constructor(@Inject(OrderBook) private readonly orders: OrderBook) {}

  @Get(':id')
  @RequiredScopes(READ_ORDERS)
  @OrderRoute('read')
  findOne(@Param('id') id: string): Order | undefined {
    return this.orders.find(id);
  }

  @Patch(':id')
  @RequiredScopes(WRITE_ORDERS)
  @OrderRoute('update')
  change(@Param('id') id: string, @Body() change: ChangeOrderDto): Order | undefined {
    return this.orders.change(id, change);
  }
}
