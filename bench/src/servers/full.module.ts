import { readFileSync } from 'node:fs';
import { Body, Controller, Get, Inject, Injectable, Module, Patch, type DynamicModule } from '@nestjs/common';
import {
  CanAccess,
  denied,
  embeddedRelationships,
  jsonLinesFile,
  LoadsResource,
  permit,
  Policy,
  Resource,
  Returns,
  Scopes,
  ZeroTrustModule,
  type AccessPolicy,
  type PolicyInput,
  type PolicyResult,
  type ResourceLoader,
  type ZeroTrustOptions,
} from 'nestjs-zero-trust';
import { ChangeOrderDto } from '../scenario/change-order.dto.js';
import { READ_ORDERS, relationshipTuples, WRITE_ORDERS } from '../scenario/identities.js';
import { MODEL_FILE } from '../scenario/model-file.js';
import { OrderBook } from '../scenario/order-book.js';
import { OrderDto } from '../scenario/order.dto.js';
import type { Order } from '../scenario/order.js';
import type { ServerSettings } from './server-settings.js';

/** Counted, and never reached. */
const UNREACHED_LIMIT = 1_000_000_000;

@Injectable()
@LoadsResource('order')
class OrderLoader implements ResourceLoader<Order> {
  constructor(@Inject(OrderBook) private readonly orders: OrderBook) {}

  load(id: string): Order | undefined {
    return this.orders.find(id);
  }
}

@Injectable()
class ConfidentialNeedsClearance implements AccessPolicy<Order> {
  evaluate({ subject, resource }: PolicyInput<Order>): PolicyResult {
    if (resource.classification === 'internal') return permit();
    const { clearance = 0 } = subject;
    return clearance >= 3 ? permit() : denied('the clearance is below 3');
  }
}

@Controller('orders')
class OrdersController {
  constructor(@Inject(OrderBook) private readonly orders: OrderBook) {}

  @Get(':id')
  @Scopes(READ_ORDERS)
  @CanAccess('viewer', 'order')
  @Policy(ConfidentialNeedsClearance)
  @Returns(OrderDto)
  findOne(@Resource() order: Order): Order {
    return order;
  }

  @Patch(':id')
  @Scopes(WRITE_ORDERS)
  @CanAccess('editor', 'order')
  @Policy(ConfidentialNeedsClearance)
  @Returns(OrderDto)
  change(@Resource() { id }: Order, @Body() change: ChangeOrderDto): Order | undefined {
    return this.orders.change(id, change);
  }
}

/** The same routes and data with every control of the library on. */
@Module({})
export class FullModule {
  static register(
    { issuer, audience, directory }: ServerSettings,
    differences: Partial<ZeroTrustOptions> = {},
  ): DynamicModule {
    const zeroTrust = ZeroTrustModule.forRoot({
      identity: { issuers: [{ issuer, audience }] },
      relationships: embeddedRelationships({
        model: readFileSync(MODEL_FILE, 'utf8'),
        tuples: relationshipTuples(),
      }),
      visibleBy: { order: 'viewer' },
      limits: { tiers: { enterprise: UNREACHED_LIMIT }, perAddress: { limit: UNREACHED_LIMIT } },
      audit: { sink: jsonLinesFile({ directory, prefix: 'bench' }) },
      ...differences,
    });
    return {
      module: FullModule,
      imports: [zeroTrust],
      controllers: [OrdersController],
      providers: [OrderBook, OrderLoader, ConfidentialNeedsClearance],
    };
  }
}
