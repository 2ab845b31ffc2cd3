import { Controller, Get } from '@nestjs/common';
import { CanAccess, Policy, Resource, Scopes, Sunset } from 'nestjs-zero-trust';
import type { Order } from './order.js';
import { toOrderView, type OrderView } from './order.view.js';
import { ConfidentialNeedsClearance } from './policies/confidential-needs-clearance.policy.js';

/** Orders, version 1: what version 2 allows, no more, until its date. */
@Controller({ path: 'orders', version: '1' })
@Sunset('v1', { since: '2026-01-01', successor: '/v2/orders' })
export class OrdersV1Controller {
  @Get(':id')
  @Scopes('orders:read')
  @CanAccess('viewer', 'order')
  @Policy(ConfidentialNeedsClearance)
  findOne(@Resource() order: Order): OrderView {
    return toOrderView(order);
  }
}
