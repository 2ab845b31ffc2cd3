import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AccessDeniedError, DependencyUnavailableError, type PolicyInput } from 'nestjs-zero-trust';
import type { Order } from '../orders/order.js';
import { Organizations } from '../orders/organizations.js';
import { ContractorsInOfficeHours } from '../orders/policies/contractors-in-office-hours.policy.js';
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

  it('lets a policy fail with that denial, which is not turned into "not permitted"', async () => {
    const policy = new ContractorsInOfficeHours(new Organizations(database));
    const judged = policy.evaluate({
      subject: { claims: { roles: ['contractor'] } },
      resource: { organizationId: 'acme' },
      environment: { now: new Date('2026-07-01T14:00:00Z') },
    } as unknown as PolicyInput<Order>);
    await expect(judged).rejects.toThrow(AccessDeniedError);
    await expect(judged).rejects.toMatchObject({ code: 'ZT_DEPENDENCY_UNAVAILABLE' });
  });
});
