import { Controller, Get } from '@nestjs/common';
import {
  Accessible,
  DependencyUnavailableError,
  Posture,
  Public,
  type ListObjectsQuery,
  type RelationshipEngine,
} from 'nestjs-zero-trust';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { problems } from './support/boot.js';
import { PLATFORMS, startGuardedApp, type GuardedApp, type Platform } from './support/guarded-app.js';

const listObjects = vi.fn<(query: ListObjectsQuery) => Promise<readonly string[]>>();
const engine = { hasRelation: () => true, listObjects } as unknown as RelationshipEngine;

@Controller('orders')
class OrdersController {
  @Get() async list(@Accessible('viewer', 'order') orders: Accessible): Promise<readonly string[]> {
    await orders.ids();
    return orders.ids();
  }
  @Get('both') async both(
    @Accessible('viewer', 'order') seen: Accessible,
    @Accessible('editor', 'order', { context: ({ request }) => ({ ip: request.sourceAddress }) })
    edited: Accessible,
  ): Promise<unknown> {
    return { seen: await seen.ids(), edited: await edited.ids() };
  }
  @Get('unasked') unasked(@Accessible('viewer', 'order') _orders: Accessible): string {
    return 'nothing is listed';
  }
}

interface StartInit {
  readonly platform: Platform;
  readonly isEmbedded?: boolean;
}

function start({ platform, isEmbedded = false }: StartInit): Promise<GuardedApp> {
  const options = isEmbedded ? {} : { relationships: { kind: 'spy', create: () => engine } };
  return startGuardedApp({ platform, controllers: [OrdersController], options });
}

beforeEach(() => void listObjects.mockReset().mockResolvedValue(['order:1', 'order:2']));

describe.each(PLATFORMS)('on %s a handler with @Accessible', (platform) => {
  it('gets the ids that the caller may list, and asks once', async () => {
    await using app = await start({ platform });
    const response = await app.request('GET', '/orders', { as: 'alice' });
    expect(await response.json()).toEqual(['1', '2']);
    expect(listObjects.mock.calls.map(([query]) => query)).toEqual([
      { subject: 'user:alice', relation: 'viewer', type: 'order' },
    ]);
  });

  it.each([
    ['alice', ['1']],
    ['carol', ['2']],
    ['mallory', []],
  ])('shows %s what the graph grants: %j', async (as, ids) => {
    await using app = await start({ platform, isEmbedded: true });
    expect(await (await app.request('GET', '/orders', { as })).json()).toEqual(ids);
  });

  it('keeps two lists apart, each with its own values for conditions', async () => {
    await using app = await start({ platform });
    await app.request('GET', '/orders/both', { as: 'alice' });
    expect(listObjects.mock.calls.map(([query]) => query)).toEqual([
      { subject: 'user:alice', relation: 'viewer', type: 'order' },
      { subject: 'user:alice', relation: 'editor', type: 'order', context: { ip: '127.0.0.1' } },
    ]);
  });

  it('costs nothing where the handler does not ask', async () => {
    await using app = await start({ platform });
    expect((await app.request('GET', '/orders/unasked', { as: 'alice' })).status).toBe(200);
    expect(listObjects).not.toHaveBeenCalled();
  });

  it('answers 503 instead of a shorter list', async () => {
    listObjects.mockRejectedValue(new Error('truncated'));
    await using app = await start({ platform });
    expect((await app.request('GET', '/orders', { as: 'alice' })).status).toBe(503);
    listObjects.mockRejectedValue(new DependencyUnavailableError('openfga', 'down'));
    expect((await app.request('GET', '/orders', { as: 'alice' })).status).toBe(503);
  });

  it('needs a caller', async () => {
    await using app = await start({ platform });
    expect((await app.request('GET', '/orders')).status).toBe(401);
  });

  it('is declared by it: the posture says what is listed', async () => {
    await using app = await start({ platform });
    const routes = app.app.get(Posture).routes();
    const shown = routes.filter(({ handler }) => handler?.startsWith('OrdersController'));
    expect(shown.map(({ path, controls }) => [path, controls['check-relationship']?.toSorted()])).toEqual([
      ['/orders', ['viewer of order (list)']],
      ['/orders/both', ['editor of order (list)', 'viewer of order (list)']],
      ['/orders/unasked', ['viewer of order (list)']],
    ]);
  });
});

describe('@Accessible', () => {
  it('stops the boot for a relation that the model does not have', async () => {
    @Controller('orders')
    class Mistaken {
      @Get() list(@Accessible('owner', 'order') _orders: Accessible): string {
        return 'none';
      }
    }
    expect(await problems({ controllers: [Mistaken] })).toEqual([
      "Mistaken.list (GET /orders): the relationship model has no relation 'owner' on a type 'order'",
    ]);
  });

  it('stops the boot on a public route', async () => {
    @Controller('orders')
    class Open {
      @Get() @Public('everybody') list(@Accessible('viewer', 'order') _orders: Accessible): string {
        return 'none';
      }
    }
    expect(await problems({ controllers: [Open] })).toEqual([
      'Open.list (GET /orders): is @Public and restricted at once (check-relationship)',
    ]);
  });
});
