import { Controller, Get } from '@nestjs/common';
import { CanAccess, Policy, Resource, Returns, Scopes, Sunset } from 'nestjs-zero-trust';
import { OrderDto } from './dto/order.dto.js';
import { ConfidentialNeedsClearance } from './order.policies.js';
import type { Order } from './order.js';

/** Orders, version 1: what version 2 allows, no more, until its date. */
@Controller({ path: 'orders', version: '1' })
@Sunset('v1', { since: 'v1-deprecated', successor: '/v2/orders' })
export class OrdersV1Controller {
  @Get(':id')
  @Scopes('orders:read')
  @CanAccess('viewer', 'order')
  @Policy(ConfidentialNeedsClearance)
  @Returns(OrderDto)
  findOne(@Resource() order: Order): Order {
    return order;
  }
}
