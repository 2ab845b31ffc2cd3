import { Controller, Get, Headers, Query } from '@nestjs/common';
import { CanAccess, NoObjectCheck, Policy, Scopes, type PolicyClass } from 'nestjs-zero-trust';
import { controllerWith } from '../support/boot.js';
import { inController, type Hole } from './hole.js';

const SCOPED = Scopes('orders:read');
const GUARDED = controllerWith(':id', SCOPED, CanAccess('viewer', 'order'));

function onRoute(
  name: string,
  problem: string,
  hole: ReturnType<typeof controllerWith>,
  twin = GUARDED,
): Hole {
  return inController(name, { where: 'OrdersController.handle', problem }, [hole, twin]);
}

@Controller('orders')
class IdInQuery {
  @Get() @SCOPED find(@Query('orderId') orderId: string): string {
    return orderId;
  }
}
@Controller('orders')
class GuardedIdInQuery {
  @Get() @SCOPED @CanAccess('viewer', 'order', { from: 'query.orderId' }) find(
    @Query('orderId') orderId: string,
  ): string {
    return orderId;
  }
}

@Controller('orders')
class IdInHeader {
  @Get() @SCOPED find(@Headers('X-Order-Id') orderId: string): string {
    return orderId;
  }
}
@Controller('orders')
class GuardedIdInHeader {
  @Get() @SCOPED @CanAccess('viewer', 'order', { from: 'headers.x-order-id' }) find(
    @Headers('X-Order-Id') orderId: string,
    @Headers('X-Request-Id') requestId: string,
    @Headers('Idempotency-Key') key: string,
  ): string {
    return `${orderId} ${requestId} ${key}`;
  }
}

class NoProvider {
  evaluate(): void {}
}

const TWO_IDS = ':orderId/items/:itemId';
const TWO_GUARDED = controllerWith(
  TWO_IDS,
  CanAccess('viewer', 'order', { from: 'params.orderId' }),
  CanAccess('viewer', 'order', { from: 'params.itemId' }),
);

/** Objects that a request names and nothing checks, or checks as something else. */
export const OBJECT_HOLES: readonly Hole[] = [
  onRoute('an id in the path', "':id' names an object that nothing checks", controllerWith(':id', SCOPED)),
  onRoute(
    'a second id in the path',
    "':itemId' names an object",
    controllerWith(TWO_IDS, CanAccess('viewer', 'order')),
    TWO_GUARDED,
  ),
  onRoute(
    'an id in an optional part of the path',
    "':id' names an object",
    controllerWith('list{/:id}', SCOPED),
  ),
  onRoute(
    'a SKU in the path',
    "':sku' names an object",
    controllerWith(':sku', SCOPED),
    controllerWith(':sku', SCOPED, NoObjectCheck('the same for everybody')),
  ),
  inController(
    'an id in the query',
    { where: 'IdInQuery.find', problem: "'orderId' of the query names an object" },
    [IdInQuery, GuardedIdInQuery],
  ),
  inController(
    'an id in a header',
    { where: 'IdInHeader.find', problem: "'x-order-id' of the headers names an object" },
    [IdInHeader, GuardedIdInHeader],
  ),
  onRoute(
    'a wildcard',
    "the wildcard '*path' may name any object",
    controllerWith('*path', SCOPED),
    controllerWith('*path', SCOPED, NoObjectCheck('files that are the same for everybody')),
  ),
  onRoute(
    '@CanAccess of a relation that there is not',
    "no relation 'owner' on a type 'order'",
    controllerWith(':id', CanAccess('owner', 'order')),
  ),
  onRoute(
    '@CanAccess of a type that there is not',
    "no relation 'viewer' on a type 'invoice'",
    controllerWith(':id', CanAccess('viewer', 'invoice')),
  ),
  onRoute(
    '@CanAccess from another parameter',
    "reads 'params.orderId', which the path does not have",
    controllerWith(':id', CanAccess('viewer', 'order', { from: 'params.orderId' })),
  ),
  onRoute('@CanAccess where there is no id', 'finds no id', controllerWith('', CanAccess('viewer', 'order'))),
  onRoute(
    '@CanAccess that checks another id than the path has',
    "':id' names an object that nothing checks",
    controllerWith(':id', CanAccess('viewer', 'order', { from: 'query.id' })),
  ),
  onRoute(
    '@NoObjectCheck without a reason',
    'gives no reason',
    controllerWith(':id', SCOPED, NoObjectCheck('')),
  ),
  onRoute(
    'a policy that nobody provides',
    'NoProvider',
    controllerWith(':id', CanAccess('viewer', 'order'), Policy(NoProvider as unknown as PolicyClass)),
  ),
];
