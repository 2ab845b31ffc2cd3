import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Param,
  Post,
  Query,
  type Type,
} from '@nestjs/common';
import { Type as Nested } from 'class-transformer';
import { IsArray, IsObject, IsString, ValidateNested } from 'class-validator';
import { CanAccess, embeddedRelationships, NoObjectCheck, Public, Scopes } from 'nestjs-zero-trust';
import { accessMatrix, type AccessMatrix, type AccessMatrixOptions } from 'nestjs-zero-trust/testing';
import { MODEL, TUPLES } from '../support/model.js';
import { startGuardedApp, type GuardedApp, type GuardedAppOptions } from '../support/guarded-app.js';

/** With a relation that everybody has by mistake. */
const WIDE_MODEL = `${MODEL}    define reader: [user:*]
`;
const WIDE_TUPLES = [...TUPLES, 'order:1#reader@user:*', 'order:2#reader@user:*'];

class NamedOrder {
  @IsString()
  readonly orderId!: string;
}

class ClosingsDto {
  @IsArray()
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Nested(() => NamedOrder)
  readonly orders!: NamedOrder[];
}

/** Orders, each route with its object guarded. */
@Controller({ path: 'orders', version: '2' })
export class GuardedOrders {
  @Get(':id')
  @Scopes('orders:read')
  @CanAccess('viewer', 'order')
  find(@Param('id') id: string): string {
    return id;
  }

  @Delete(':id')
  @HttpCode(204)
  @Scopes('orders:write')
  @CanAccess('editor', 'order')
  remove(): void {
    return undefined;
  }

  @Post('closings')
  @Scopes('orders:write')
  @CanAccess('editor', 'order', { from: 'body.orders[].orderId' })
  close(@Body() { orders }: ClosingsDto): string {
    return `${orders.length} closed`;
  }

  @Get()
  @Header('cache-control', 'no-store')
  @Scopes('orders:read')
  @CanAccess('viewer', 'order', { from: 'query.order' })
  peek(): string {
    return 'there';
  }
}

/** The same questions as of the planted holes, asked. */
@Controller('notes')
export class GuardedNotes {
  @Get()
  @Scopes('orders:read')
  @CanAccess('viewer', 'order', { from: 'query.order' })
  list(@Query('order') order: string): string {
    return order;
  }

  @Get(':id')
  @Scopes('orders:read')
  @CanAccess('viewer', 'order')
  find(@Param('id') id: string): string {
    return id;
  }
}

/** What no boot can see: nothing says that the query names an order; and the relation that is asked for is everybody's. */
@Controller('notes')
export class UnguardedNotes {
  @Get()
  @Scopes('orders:read')
  list(@Query('order') order: string): string {
    return order;
  }

  @Get(':id')
  @Scopes('orders:read')
  @CanAccess('reader', 'order')
  find(@Param('id') id: string): string {
    return id;
  }
}

/** Checks an order, but not the one that it gives. */
@Controller('orders')
export class WrongObject {
  @Get(':id/history')
  @Scopes('orders:read')
  @CanAccess('viewer', 'order', { from: () => '1', covers: ['id'] })
  history(@Param('id') id: string): string {
    return id;
  }
}

/** Says that nothing is checked, and why. */
@Controller('orders')
export class ExcusedOrders {
  @Get(':id/colour')
  @Scopes('orders:read')
  @NoObjectCheck('colours are the same for everybody')
  colour(@Param('id') id: string): string {
    return id;
  }

  @Get('colours')
  @Public('so are their names')
  colours(): string {
    return 'red';
  }
}

/** Makes the matrix of an application with these controllers. */
export async function matrixOf(
  controllers: readonly Type[],
  changes: MatrixChanges = {},
): Promise<AccessMatrix> {
  const relationships = embeddedRelationships({ model: WIDE_MODEL, tuples: WIDE_TUPLES });
  await using running = await startGuardedApp({
    controllers,
    options: { visibleBy: { order: 'viewer' }, relationships },
    ...changes.app,
  });
  return await accessMatrix(running.app, { ...callers(running), ...changes.options });
}

/** How an application, or what calls it, differs from the usual. */
export interface MatrixChanges {
  readonly app?: Partial<GuardedAppOptions>;
  readonly options?: Partial<AccessMatrixOptions>;
}

function callers({ issuer }: GuardedApp): AccessMatrixOptions {
  const as =
    (sub: string, scope = 'orders:read orders:write') =>
    () =>
      issuer.token({ sub, scope });
  return {
    identities: {
      alice: { tenant: 'acme', token: as('alice') },
      bob: { tenant: 'acme', token: as('bob') },
      carol: { tenant: 'globex', token: as('carol') },
      dave: { token: as('dave', 'orders:read') },
    },
    objects: {
      order: [
        { id: '1', tenant: 'acme', owner: 'bob' },
        { id: '2', tenant: 'globex', owner: 'carol' },
      ],
    },
    reset: () => undefined,
  };
}
