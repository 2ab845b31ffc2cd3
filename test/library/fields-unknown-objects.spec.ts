import { Controller, Get, Injectable } from '@nestjs/common';
import {
  CanAccess,
  LoadsResource,
  not,
  OwnerOr,
  Represents,
  Returns,
  Scopes,
  Visible,
  type ResourceAttributes,
  type ResourceLoader,
} from 'nestjs-zero-trust';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLATFORMS, startGuardedApp, type GuardedApp } from './support/guarded-app.js';

@Injectable()
@LoadsResource('order')
class Orders implements ResourceLoader<object> {
  load(): object {
    return {};
  }
  attributes(): ResourceAttributes {
    return { owner: 'alice' };
  }
}

@Represents('order')
class OrderDto {
  @Visible() readonly id!: unknown;
  /** For everybody but the owner. */
  @Visible(not(OwnerOr())) readonly review!: string;
}

const secretive = () => Object.assign(() => 1, { toJSON: () => ({ secret: 'crown jewels' }) });

@Controller('orders')
class OrdersController {
  @Get('known/:id') @CanAccess('viewer', 'order') @Returns([OrderDto]) known(): object {
    return [{ id: '1', review: 'late' }];
  }
  @Get('unknown/:id') @CanAccess('viewer', 'order') @Returns([OrderDto]) unknown(): object {
    return [undefined, null, '', 'order:1', {}].map((id) => ({ id, review: 'late' }));
  }
  @Get('functions') @Scopes('read') @Returns([OrderDto]) functions(): object {
    return [secretive(), { toJSON: secretive }, [secretive()], Symbol('x')].map((id) => ({ id }));
  }
}

describe.each(PLATFORMS)('on %s', (platform) => {
  let app: GuardedApp;
  beforeAll(async () => {
    app = await startGuardedApp({ platform, controllers: [OrdersController], providers: [Orders] });
  });
  afterAll(() => app[Symbol.asyncDispose]());

  const read = async (path: string, as: string): Promise<string> =>
    (await app.request('GET', `/orders/${path}`, { as, scope: 'read' })).text();

  it('a field whose object nobody knows is shown to nobody, also by a rule that forbids', async () => {
    expect(await read('known/1', 'bob')).toContain('late');
    expect(await read('known/1', 'alice')).not.toContain('late');
    expect(await read('unknown/1', 'bob')).not.toContain('late');
  });

  it('a function is no value, whatever it says of itself as JSON', async () => {
    expect(JSON.parse(await read('functions', 'bob'))).toEqual([{}, {}, { id: [] }, {}]);
  });
});
