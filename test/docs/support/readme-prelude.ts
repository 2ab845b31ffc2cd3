/**
 * What the snippets of the READMEs leave out: imports, and classes that stand elsewhere in an application. Only what a snippet
 * names is used, so nothing of it is held against unused names.
 */
import { Controller, Get, Injectable, Module } from '@nestjs/common';
import {
  CanAccess,
  denied,
  embeddedRelationships,
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
} from 'nestjs-zero-trust';

class Order {
  readonly id!: string;
  readonly isConfidential!: boolean;
}

class OrderDto {
  readonly id!: string;
}

@Injectable()
@LoadsResource('order')
class OrderLoader implements ResourceLoader<Order> {
  load(id: string): Order {
    return { id, isConfidential: id === '2' };
  }
}

@Injectable()
class ConfidentialNeedsClearance implements AccessPolicy<Order> {
  evaluate({ subject, resource }: PolicyInput<Order>): PolicyResult {
    const { clearance = 0 } = subject;
    return !resource.isConfidential || clearance >= 3 ? permit() : denied('confidential');
  }
}

// From here on it is the README's own.
@Controller()
export class Unused {
  @Get()
  @Scopes('orders:read')
  @CanAccess('viewer', 'order', { from: 'query.id' })
  @Policy(ConfidentialNeedsClearance)
  @Returns(OrderDto)
  find(@Resource() order: Order): Order {
    return order;
  }
}

@Module({
  imports: [
    ZeroTrustModule.forRoot({
      identity: { issuers: [{ issuer: 'https://auth.example.com', audience: 'https://api.example.com' }] },
      relationships: embeddedRelationships({ modelFile: 'order-model.fga' }),
    }),
  ],
  controllers: [Unused],
  providers: [OrderLoader, ConfidentialNeedsClearance],
})
export class UnusedModule {}
