import { Controller, Delete, Get } from '@nestjs/common';
import { CanAccess, Posture, Resource, type CheckQuery, type RelationshipEngine } from 'nestjs-zero-trust';
import { LoadsResource, type ResourceLoader } from 'nestjs-zero-trust';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { bootFindings } from './support/boot.js';
import { PLATFORMS, startGuardedApp, type GuardedApp, type Platform } from './support/guarded-app.js';

let relations: readonly string[] = [];
const allowed = ({ relation, object }: CheckQuery) => ({
  allowed: relations.includes(`${object} ${relation}`),
});
const batchCheck = vi.fn<(queries: readonly CheckQuery[]) => object>((queries) => queries.map(allowed));
const engine = { hasRelation: () => true, check: allowed, batchCheck } as unknown as RelationshipEngine;

@LoadsResource('order')
class OrderLoader implements ResourceLoader {
  load(id: string): object {
    return { order: id };
  }
}

@Controller('organizations/:organizationId')
@CanAccess('member', 'organization')
class OrganizationController {
  @Get() show(): string {
    return 'organization';
  }
  @Get('orders/:orderId') @CanAccess('viewer', 'order') find(@Resource() order: object): object {
    return order;
  }
  @Delete('orders/:orderId') @CanAccess('editor', 'order') remove(): string {
    return 'removed';
  }
}

function start(platform: Platform): Promise<GuardedApp> {
  const relationships = { kind: 'spy', create: () => engine };
  const init = { platform, controllers: [OrganizationController], providers: [OrderLoader] };
  return startGuardedApp({ ...init, options: { relationships } });
}

beforeEach(() => void batchCheck.mockClear());

describe.each(PLATFORMS)('on %s @CanAccess on a class', (platform) => {
  it.each([
    ['GET /organizations/acme', ['organization:acme member'], 200],
    ['GET /organizations/acme', [], 403],
    ['GET /organizations/acme/orders/1', ['organization:acme member', 'order:1 viewer'], 200],
    ['GET /organizations/acme/orders/1', ['organization:acme member'], 403],
    ['GET /organizations/acme/orders/1', ['order:1 viewer'], 403],
    ['DELETE /organizations/acme/orders/1', ['organization:acme member', 'order:1 viewer'], 403],
    ['DELETE /organizations/acme/orders/1', ['organization:acme member', 'order:1 editor'], 200],
    ['GET /organizations/globex/orders/1', ['organization:acme member', 'order:1 viewer'], 403],
  ])('holds together with what stands on the method: %s with %j answers %i', async (request, has, status) => {
    relations = has;
    await using app = await start(platform);
    const [method, path] = request.split(' ') as [string, string];
    expect((await app.request(method, path, { as: 'alice' })).status).toBe(status);
  });

  it('leaves the object of the method the one that the handler gets', async () => {
    relations = ['organization:acme member', 'order:1 viewer'];
    await using app = await start(platform);
    const response = await app.request('GET', '/organizations/acme/orders/1', { as: 'alice' });
    expect(await response.json()).toEqual({ order: '1' });
    expect((await app.recorded(1))[0]).toMatchObject({ resource: ['order:1', 'organization:acme'] });
    expect(batchCheck).toHaveBeenCalledTimes(1);
  });

  it('is shown by the posture of every route of it', async () => {
    await using app = await start(platform);
    const shown = app.app
      .get(Posture)
      .routes()
      .filter(({ path }) => path.startsWith('/organizations'));
    expect(shown.map(({ controls }) => controls['check-relationship'])).toEqual([
      ['member of organization (params.organizationId)'],
      ['editor of order (params.orderId)', 'member of organization (params.organizationId)'],
      ['viewer of order (params.orderId)', 'member of organization (params.organizationId)'],
    ]);
  });
});

describe('@CanAccess on a class', () => {
  it('stops the boot where a route names no such object, and says that it stands on the class', async () => {
    @Controller('orders')
    @CanAccess('viewer', 'order')
    class ListingController {
      @Get() list(): string {
        return 'all';
      }
      @Get(':id') find(): string {
        return 'one';
      }
    }
    const [finding, ...more] = await bootFindings({ controllers: [ListingController] });
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      where: 'ListingController.list (GET /orders)',
      problem:
        "@CanAccess('viewer', 'order') finds no id: there is no single parameter ':id' or ':orderId' " +
        '(it stands on the class ListingController; move it to the methods that name such an object)',
    });
  });
});
