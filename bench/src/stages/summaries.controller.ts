import { Controller, Get } from '@nestjs/common';
import { CanAccess, Resource, Returns, Scopes, StepUp, Sunset } from 'nestjs-zero-trust';
import { READ_ORDERS } from '../scenario/identities.js';
import { OrderSummaryDto } from '../scenario/order.dto.js';
import type { Order } from '../scenario/order.js';

const ONE_DAY_SECONDS = 86_400;

/** Asks what the routes of the comparison do not. */
@Controller('orders')
export class SummariesController {
  @Get(':id/summary')
  @Scopes(READ_ORDERS)
  @CanAccess('viewer', 'order')
  @StepUp({ maxAgeSeconds: ONE_DAY_SECONDS })
  @Sunset('2099-12-31')
  @Returns(OrderSummaryDto)
  summarize(@Resource() { id, status }: Order): Pick<Order, 'id' | 'status'> {
    return { id, status };
  }
}
