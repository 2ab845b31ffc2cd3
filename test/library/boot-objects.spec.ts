import { CanAccess, NoObjectCheck, Public, Scopes, type ObjectIdSource } from 'nestjs-zero-trust';
import { describe, expect, it } from 'vitest';
import { controllerWith, problems } from './support/boot.js';

const WHERE = 'OrdersController.handle';

describe('an object that a path names', () => {
  const scoped = Scopes('orders:read');

  it.each([
    'id',
    'orderId',
    'orderID',
    'order_id',
    'order-id',
    'sku',
    'orderSku',
    'uuid',
    'slug',
    'key',
    'apiKey',
  ])('as :%s without @CanAccess stops the boot', async (name) => {
    const path = name.includes('-') ? `:"${name}"` : `:${name}`;
    const found = await problems({ controllers: [controllerWith(path, scoped)] });
    expect(found).toEqual([
      expect.stringContaining(`the parameter ':${name}' names an object that nothing checks`),
    ]);
  });

  it.each(['page', 'paid', 'grid', 'valid', 'keyword', 'idle'])('is not suspected in :%s', async (name) => {
    expect(await problems({ controllers: [controllerWith(`:${name}`, scoped)] })).toEqual([]);
  });

  it('is accepted with @NoObjectCheck and its reason, or on a public route', async () => {
    const excused = controllerWith(':id', scoped, NoObjectCheck('the same for everybody'));
    expect(await problems({ controllers: [excused] })).toEqual([]);
    expect(await problems({ controllers: [controllerWith(':id', Public('a catalogue'))] })).toEqual([]);
  });

  it('is not excused by a @NoObjectCheck without a reason', async () => {
    const controllers = [controllerWith(':id', scoped, NoObjectCheck(' '))];
    expect(await problems({ controllers })).toEqual([
      `${WHERE} (GET /orders/:id): @NoObjectCheck gives no reason`,
    ]);
  });

  it('is not excused by a check on another parameter of the same path', async () => {
    const controllers = [controllerWith(':orderId/items/:itemId', CanAccess('viewer', 'order'))];
    expect(await problems({ controllers })).toEqual([
      expect.stringContaining("the parameter ':itemId' names an object that nothing checks"),
    ]);
  });
});

describe('a @CanAccess that cannot work', () => {
  it.each([
    [
      'relation',
      CanAccess('owner', 'order'),
      "the relationship model has no relation 'owner' on a type 'order'",
    ],
    [
      'type',
      CanAccess('viewer', 'invoice'),
      "the relationship model has no relation 'viewer' on a type 'invoice'",
    ],
  ])('because the model has no such %s stops the boot', async (_name, declaration, problem) => {
    expect(await problems({ controllers: [controllerWith(':id', declaration)] })).toEqual([
      `${WHERE} (GET /orders/:id): ${problem}`,
    ]);
  });

  it.each(['cookies.id', 'params', 'params.', 'params.a.b', 'query.a.b', 'headers.a.b', 'body.a..b', ''])(
    'because nothing can be read from %j stops the boot',
    async (from) => {
      const declaration = CanAccess('viewer', 'order', { from: from as ObjectIdSource });
      expect(await problems({ controllers: [controllerWith('', declaration)] })).toEqual([
        `${WHERE} (GET /orders): @CanAccess('viewer', 'order') cannot read the id from '${from}'`,
      ]);
    },
  );

  it('because the path has no such parameter stops the boot', async () => {
    const controllers = [controllerWith(':number', CanAccess('viewer', 'order', { from: 'params.nr' }))];
    expect(await problems({ controllers })).toEqual([
      expect.stringContaining("reads 'params.nr', which the path does not have"),
    ]);
  });

  it('because two parameters could be meant stops the boot', async () => {
    const controllers = [controllerWith(':id/:orderId', CanAccess('viewer', 'order'))];
    expect((await problems({ controllers }))[0]).toContain('finds no id');
  });

  it('because no relationships are configured stops the boot', async () => {
    const init = { controllers: [controllerWith(':id', CanAccess('viewer', 'order'))] };
    expect(await problems({ ...init, options: { relationships: undefined } })).toEqual([
      `${WHERE} (GET /orders/:id): the relationship model has no relation 'viewer' on a type 'order'`,
    ]);
  });
});
