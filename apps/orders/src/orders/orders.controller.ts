import { Body, Controller, Delete, Get, HttpCode, Inject, Patch, Post, Query } from '@nestjs/common';
import {
  Accessible,
  CanAccess,
  CurrentPrincipal,
  Policy,
  Resource,
  Scopes,
  StepUp,
  type Principal,
} from 'nestjs-zero-trust';
import { isService } from '../claims.js';
import { PageQuery } from '../pagination/page-query.dto.js';
import type { Page } from '../pagination/page.js';
import { CreateOrderDto } from './dto/create-order.dto.js';
import { PatchOrderDto } from './dto/patch-order.dto.js';
import { OrderListing } from './order-listing.js';
import type { Order } from './order.js';
import { toOrderView, type OrderView } from './order.view.js';
import { OrdersService } from './orders.service.js';
import { ConfidentialNeedsClearance } from './policies/confidential-needs-clearance.policy.js';
import { ContractorsInOfficeHours } from './policies/contractors-in-office-hours.policy.js';
import { CreatorOrAdmin } from './policies/creator-or-admin.policy.js';

/** Orders, version 2. */
@Controller({ path: 'orders', version: '2' })
export class OrdersController {
  constructor(
    @Inject(OrdersService) private readonly orders: OrdersService,
    @Inject(OrderListing) private readonly listing: OrderListing,
  ) {}

  @Post()
  @Scopes('orders:write')
  @CanAccess('member', 'organization', { from: 'body.organizationId' })
  async create(@Body() body: CreateOrderDto, @CurrentPrincipal() principal: Principal): Promise<OrderView> {
    return toOrderView(await this.orders.create(body, principal));
  }

  @Get()
  @Scopes('orders:read')
  async list(
    @Query() query: PageQuery,
    @CurrentPrincipal() principal: Principal,
    @Accessible('viewer', 'order') viewable: Accessible,
  ): Promise<Page<OrderView>> {
    const { items, nextCursor } = await this.listing.list(query, { principal, viewable });
    return { items: items.map(toOrderView), nextCursor };
  }

  @Get(':id')
  @Scopes('orders:read')
  @CanAccess('viewer', 'order')
  @Policy(ConfidentialNeedsClearance)
  findOne(@Resource() order: Order): OrderView {
    return toOrderView(order);
  }

  @Patch(':id')
  @Scopes('orders:write')
  @CanAccess('editor', 'order')
  @Policy(ConfidentialNeedsClearance)
  async change(@Resource() order: Order, @Body() body: PatchOrderDto): Promise<OrderView> {
    return toOrderView(await this.orders.change(order, body));
  }

  @Delete(':id')
  @HttpCode(204)
  @Scopes('orders:write')
  @StepUp({ maxAgeSeconds: 300, exempt: isService })
  @CanAccess('editor', 'order')
  @Policy(ConfidentialNeedsClearance, CreatorOrAdmin)
  async remove(@Resource() order: Order): Promise<void> {
    await this.orders.remove(order);
  }

  @Post(':id/approve')
  @HttpCode(200)
  @Scopes('orders:write')
  @CanAccess('editor', 'order')
  @Policy(ConfidentialNeedsClearance, ContractorsInOfficeHours)
  async approve(@Resource() order: Order): Promise<OrderView> {
    return toOrderView(await this.orders.approve(order));
  }
}
