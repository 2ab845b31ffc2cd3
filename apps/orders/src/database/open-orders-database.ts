import { openDatabase, type DatabaseOptions } from '@sample/shared';
import { DependencyUnavailableError } from 'nestjs-zero-trust';
import type { OrdersDatabase } from '../orders.tokens.js';
import { ORDERS_MIGRATIONS } from './orders-migrations.js';
import type { OrdersSchema } from './orders-schema.js';

/**
 * Opens and migrates the API's own schema. While the database is down, every query, in a policy as in a handler,
 * rejects with a {@link DependencyUnavailableError}: 503, never 403 or 500.
 */
export function openOrdersDatabase(
  options: Omit<DatabaseOptions, 'schema' | 'migrations' | 'unavailable'>,
): Promise<OrdersDatabase> {
  return openDatabase<OrdersSchema>({
    ...options,
    schema: 'orders',
    migrations: ORDERS_MIGRATIONS,
    unavailable: (cause) => new DependencyUnavailableError('database', 'unavailable', { cause }),
  });
}
