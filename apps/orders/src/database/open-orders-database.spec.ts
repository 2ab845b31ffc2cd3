import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AccessDeniedError, DependencyUnavailableError } from 'nestjs-zero-trust';
import { OrderLoader } from '../orders/order.loader.js';
import type { Order } from '../orders/order.js';
import { Organizations } from '../orders/organizations.js';
import { OrdersRepository } from '../orders/orders.repository.js';
import type { OrdersDatabase } from '../orders.tokens.js';
import { openOrdersDatabase } from './open-orders-database.js';

describe('the database of the orders, once it is closed', () => {
  let database: OrdersDatabase;

  beforeAll(async () => {
    database = await openOrdersDatabase({ inMemory: true });
    await database.close();
  });

  afterAll(() => database.close());

  it('rejects with a denial that says 503 and when to try again, and keeps the cause', async () => {
    const error = await database.db
      .selectFrom('orders')
      .selectAll()
      .execute()
      .catch((caught: unknown) => caught);
    if (!(error instanceof DependencyUnavailableError)) throw error;
    expect(error.denial).toMatchObject({ kind: 'unavailable', evidence: { dependency: 'database' } });
    expect(error.denial.retryAfterSeconds).toBeGreaterThan(0);
    expect(error.cause).toMatchObject({ name: 'DatabaseClosedError' });
  });

  it('lets what policies ask of an order fail with that denial, which is not turned into "not permitted"', async () => {
    const loader = new OrderLoader(new OrdersRepository(database), new Organizations(database));
    const attributes = Promise.resolve(loader.attributes({ organizationId: 'acme' } as Order));
    await expect(attributes).rejects.toThrow(AccessDeniedError);
    await expect(attributes).rejects.toMatchObject({ code: 'ZT_DEPENDENCY_UNAVAILABLE' });
  });
});
