import { Controller, Delete, Get, HttpCode, Module, Param, Post } from '@nestjs/common';
import {
  CanAccess,
  embeddedRelationships,
  ReturnsUnfiltered,
  Scopes,
  ZeroTrustModule,
} from 'nestjs-zero-trust';

const MODEL = `
model
  schema 1.1
type user
type order
  relations
    define editor: [user]
    define viewer: [user] or editor
`;

@Controller('orders')
@ReturnsUnfiltered('names only')
class OrdersController {
  @Get(':id') @Scopes('orders:read') @CanAccess('viewer', 'order') find(@Param('id') id: string): string {
    return `order ${id}`;
  }

  @Post() @Scopes('orders:write') create(): string {
    return 'created';
  }

  @Delete(':id')
  @HttpCode(204)
  @Scopes('orders:write')
  @CanAccess('editor', 'order')
  remove(): void {
    return undefined;
  }
}

/** As small as what the first e2e test of an application starts. */
@Module({
  imports: [
    ZeroTrustModule.forRoot({
      identity: { issuers: [{ issuer: 'https://auth.example.com', audience: 'https://api.example.com' }] },
      relationships: embeddedRelationships({ model: MODEL }),
      visibleBy: { order: 'viewer' },
    }),
  ],
  controllers: [OrdersController],
})
export class AppModule {}
