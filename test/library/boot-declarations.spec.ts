import { Controller, Get, Injectable, Post } from '@nestjs/common';
import {
  CanAccess,
  LoadsResource,
  NoObjectCheck,
  permit,
  Policy,
  Public,
  Scopes,
  Sunset,
  type AccessPolicy,
  type PolicyClass,
} from 'nestjs-zero-trust';
import { describe, expect, it } from 'vitest';
import { bootFindings, controllerWith, problems } from './support/boot.js';

@Injectable()
class Permits implements AccessPolicy {
  evaluate() {
    return permit();
  }
}

@Injectable()
@LoadsResource('order')
class OrderLoader {
  load(id: string) {
    return { id };
  }
}

@Injectable()
@LoadsResource('order')
class OtherOrderLoader extends OrderLoader {}

const WHERE = 'OrdersController.handle';

describe('a route that declares nothing', () => {
  @Controller('open')
  class OpenController {
    @Get() list() {
      return [];
    }
    @Post('import') import() {
      return [];
    }
    @Get('live') @Public('probed by the load balancer') live() {
      return 'ok';
    }
  }

  it('stops the boot, which lists all such routes with their method and path', async () => {
    const found = await problems({ controllers: [OpenController, controllerWith('')] });
    expect(found).toEqual([
      'OpenController.list (GET /open): declares nothing about who may call it',
      'OpenController.import (POST /open/import): declares nothing about who may call it',
      `${WHERE} (GET /orders): declares nothing about who may call it`,
    ]);
  });

  it('is told how to be mended', async () => {
    const [finding] = await bootFindings({ controllers: [OpenController] });
    expect(finding?.remedy).toMatch(/@Scopes.*@CanAccess.*@Policy.*@Public/);
  });

  it('is not excused by @Sunset or @NoObjectCheck, which say nothing about callers', async () => {
    const route = controllerWith('', Sunset('2099-01-01'), NoObjectCheck('nothing here'));
    expect(await problems({ controllers: [route] })).toEqual([
      `${WHERE} (GET /orders): declares nothing about who may call it`,
    ]);
  });
});

describe('a contradiction', () => {
  it.each([
    ['scopes', Scopes('orders:read'), 'check-scopes'],
    ['an object', CanAccess('viewer', 'order', { from: 'query.id' }), 'check-relationship'],
    ['a policy', Policy(Permits as PolicyClass), 'check-policies'],
  ])('of @Public and %s stops the boot', async (_name, restriction, stage) => {
    const controllers = [controllerWith('', Public('everybody'), restriction)];
    expect(await problems({ controllers, providers: [Permits, OrderLoader] })).toEqual([
      `${WHERE} (GET /orders): is @Public and restricted at once (${stage})`,
    ]);
  });

  it.each(['', '  ', undefined as unknown as string])(
    'of @Public(%j) without a reason stops the boot',
    async (reason) => {
      expect(await problems({ controllers: [controllerWith('', Public(reason))] })).toEqual([
        `${WHERE} (GET /orders): @Public gives no reason`,
      ]);
    },
  );
});

describe('providers that are missing or too many', () => {
  const guarded = controllerWith(':id', CanAccess('viewer', 'order'), Policy(Permits));

  it('refuses policies about an object that nothing loads', async () => {
    expect(await problems({ controllers: [guarded], providers: [Permits] })).toEqual([
      `${WHERE} (GET /orders/:id): its policies judge the 'order', but nothing loads one`,
    ]);
  });

  it('refuses two loaders of one type', async () => {
    const providers = [Permits, OrderLoader, OtherOrderLoader];
    expect(await problems({ controllers: [guarded], providers })).toEqual([
      "OtherOrderLoader: a second provider has @LoadsResource('order')",
    ]);
  });

  it('refuses a loader without a method to load', async () => {
    @LoadsResource('order')
    class EmptyLoader {}
    expect((await problems({ providers: [EmptyLoader] }))[0]).toBe(
      "EmptyLoader: @LoadsResource('order') has no method 'load'",
    );
  });

  it('refuses a policy that is no provider', async () => {
    expect(await problems({ controllers: [guarded], providers: [OrderLoader] })).toEqual([
      `${WHERE} (GET /orders/:id): @Policy(Permits) is not a provider with a method 'evaluate'`,
    ]);
  });

  it('refuses a policy without a method to evaluate', async () => {
    class Idle {}
    const controllers = [controllerWith('', Policy(Idle as unknown as PolicyClass))];
    expect((await problems({ controllers, providers: [Idle] }))[0]).toContain(
      '@Policy(Idle) is not a provider',
    );
  });
});

describe('malformed declarations', () => {
  it.each([
    [[]],
    [['']],
    [['orders read']],
    [['say "hi"']],
    [['ok', 'back\\slash']],
    [[undefined]],
    [['größe']],
  ])('refuses @Scopes(...%j)', async (scopes) => {
    const controllers = [controllerWith('', Scopes(...(scopes as unknown as [string])))];
    expect((await problems({ controllers }))[0]).toMatch(/@Scopes\(.*\) names no valid scope/);
  });

  it('refuses a @Sunset that is neither a date nor a name, and says where', async () => {
    const controllers = [controllerWith('', Scopes('orders:read'), Sunset('v3'))];
    const [finding] = await bootFindings({ controllers, options: { sunsets: { v1: '2027-12-31' } } });
    expect(finding).toMatchObject({
      where: `${WHERE} (GET /orders)`,
      problem: '@Sunset names "v3", which is neither a date nor a known name',
      remedy: expect.stringContaining('v1'),
    });
  });

  it('refuses a malformed beginning of a @Sunset', async () => {
    const controllers = [controllerWith('', Scopes('a'), Sunset('2027-12-31', { since: 'soon' }))];
    expect((await problems({ controllers }))[0]).toContain('@Sunset names "soon"');
  });

  it.each([
    ['order', 'owner'],
    ['invoice', 'viewer'],
  ])('refuses visibleBy of %s as %s, which the model does not know', async (type, relation) => {
    expect(await problems({ options: { visibleBy: { [type]: relation } } })).toEqual([
      `options.visibleBy.${type}: the relationship model has no relation '${relation}' on a type '${type}'`,
    ]);
  });
});
