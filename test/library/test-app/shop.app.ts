import {
  Body,
  Controller,
  Get,
  Inject,
  Module,
  Param,
  Patch,
  Post,
  type DynamicModule,
  type Type,
} from '@nestjs/common';
import { IsInt } from 'class-validator';
import {
  CanAccess,
  CurrentPrincipal,
  embeddedRelationships,
  NoObjectCheck,
  Public,
  ReturnsUnfiltered,
  Scopes,
  SenderConstrained,
  Services,
  ZeroTrustModule,
  type Principal,
  type ZeroTrustOptions,
} from 'nestjs-zero-trust';

export const ISSUER = 'https://auth.example.com';
export const AUDIENCE = 'https://api.example.com';
export const BILLING = 'spiffe://example.org/billing';

/** Counts what the application would do outside of this process. */
export const WAREHOUSE = Symbol('WAREHOUSE');

class Change {
  @IsInt() quantity!: number;
}

@Controller('orders')
@ReturnsUnfiltered('texts and what callers know already')
class OrdersController {
  constructor(@Inject(WAREHOUSE) private readonly warehouse: string) {}

  @Get('caller') @Scopes('orders:read') caller(@CurrentPrincipal() principal: Principal): object {
    const { issuer, subject, graphSubject, scopes, claims } = principal;
    return { issuer, subject, graphSubject, scopes: [...scopes], roles: claims['roles'] ?? null };
  }

  @Get('warehouse') @Public('everybody may know it') name(): string {
    return this.warehouse;
  }

  @Get('bound') @Scopes('orders:read') @SenderConstrained() bound(): string {
    return 'bound';
  }

  @Get(':id') @Scopes('orders:read') @CanAccess('viewer', 'order') find(@Param('id') id: string): object {
    return { id };
  }

  @Patch(':id')
  @Scopes('orders:write')
  @NoObjectCheck('only the scope counts here')
  change(@Body() { quantity }: Change): object {
    return { quantity };
  }
}

/** Only for applications that believe certificates. */
@Controller('payouts')
@ReturnsUnfiltered('what callers know already')
export class PayoutsController {
  @Post() @Services(BILLING) payOut(): object {
    return { paid: true };
  }
}

export const MODEL = `
model
  schema 1.1
type user
type order
  relations
    define editor: [user]
    define viewer: [user] or editor
`;

/** What an application says in production: nothing of it can be reached from a test. */
export function productionOptions(): ZeroTrustOptions {
  return {
    identity: { issuers: [{ issuer: ISSUER, audience: [AUDIENCE, 'https://old.example.com'] }] },
    relationships: embeddedRelationships({ model: MODEL, tuples: ['order:1#viewer@user:seeded'] }),
    visibleBy: { order: 'viewer' },
  };
}

interface ShopParts {
  readonly zeroTrust?: DynamicModule;
  readonly controllers?: readonly Type[];
}

/** An application that knows nothing of tests. */
@Module({})
export class ShopModule {
  static register({
    zeroTrust = ZeroTrustModule.forRoot(productionOptions()),
    controllers = [],
  }: ShopParts = {}): DynamicModule {
    return {
      module: ShopModule,
      imports: [zeroTrust],
      controllers: [OrdersController, ...controllers],
      providers: [{ provide: WAREHOUSE, useValue: 'the real one' }],
    };
  }
}
