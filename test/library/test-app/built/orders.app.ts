import { Controller, Get, Module, Param } from '@nestjs/common';
import {
  CanAccess,
  embeddedRelationships,
  ReturnsUnfiltered,
  Scopes,
  ZeroTrustModule,
} from 'nestjs-zero-trust';

@Controller('orders')
class OrdersController {
  @Get(':id')
  @Scopes('orders:read')
  @CanAccess('viewer', 'order')
  @ReturnsUnfiltered('a text')
  find(@Param('id') id: string): string {
    return `order ${id}`;
  }
}

/** What a test runner other than this repository's own is to start. */
@Module({
  imports: [
    ZeroTrustModule.forRoot({
      identity: { issuers: [{ issuer: 'https://auth.example.com', audience: 'https://api.example.com' }] },
      relationships: embeddedRelationships({
        model: 'model\n  schema 1.1\ntype user\ntype order\n  relations\n    define viewer: [user]\n',
      }),
    }),
  ],
  controllers: [OrdersController],
})
export class AppModule {}
