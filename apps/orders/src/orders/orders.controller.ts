import { Body, Controller, Delete, Get, Header, HttpCode, Inject, Patch, Post, Query } from '@nestjs/common';
import {
  Accessible,
  Action,
  CanAccess,
  CurrentPrincipal,
  Policy,
  Resource,
  Returns,
  Scopes,
  StepUp,
  type Principal,
} from 'nestjs-zero-trust';
import { isService } from '../claims.js';
import { PageQuery } from '../pagination/page-query.dto.js';
import type { Page } from '../pagination/page.js';
import { CreateOrderDto } from './dto/create-order.dto.js';
import { OrderDto, OrderPageDto } from './dto/order.dto.js';
import { PatchOrderDto } from './dto/patch-order.dto.js';
import { toCsv } from './order-csv.js';
import { OrderListing } from './order-listing.js';
import type { Order } from './order.js';
import {
  ConfidentialNeedsClearance,
  ContractorsInOfficeHours,
  CreatorOrAdmin,
  SensitiveStaysInCountries,
} from './order.policies.js';
import { OrdersService } from './orders.service.js';

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
  @Returns(OrderDto)
  create(@Body() body: CreateOrderDto, @CurrentPrincipal() principal: Principal): Promise<Order> {
    return this.orders.create(body, principal);
  }

  @Get()
  @Scopes('orders:read')
  @Returns(OrderPageDto)
  list(
    @Query() query: PageQuery,
    @CurrentPrincipal() principal: Principal,
    @Accessible('viewer', 'order') viewable: Accessible,
  ): Promise<Page<Order>> {
    return this.listing.list(query, { principal, viewable });
  }

  @Get(':id')
  @Scopes('orders:read')
  @CanAccess('viewer', 'order')
  @Policy(ConfidentialNeedsClearance)
  @Returns(OrderDto)
  findOne(@Resource() order: Order): Order {
    return order;
  }

  @Get(':id/export')
  @Header('content-type', 'text/csv; charset=utf-8')
  @Header('content-disposition', 'attachment; filename="order.csv"')
  @Scopes('orders:read')
  @CanAccess('viewer', 'order')
  @Action('export')
  @Policy(ConfidentialNeedsClearance, SensitiveStaysInCountries)
  export(@Resource() order: Order): string {
    return toCsv(order);
  }

  @Patch(':id')
  @Scopes('orders:write')
  @CanAccess('editor', 'order')
  @Policy(ConfidentialNeedsClearance)
  @Returns(OrderDto)
  change(@Resource() order: Order, @Body() body: PatchOrderDto): Promise<Order> {
    return this.orders.change(order, body);
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
  @Returns(OrderDto)
  approve(@Resource() order: Order): Promise<Order> {
    return this.orders.approve(order);
  }
}
