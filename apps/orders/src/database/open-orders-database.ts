import { openDatabase, type DatabaseOptions } from '@sample/shared';
import type { OrdersDatabase } from '../orders.tokens.js';
import { ORDERS_MIGRATIONS } from './orders-migrations.js';
import type { OrdersSchema } from './orders-schema.js';

/** Opens and migrates the API's own schema. */
export function openOrdersDatabase(
  options: Omit<DatabaseOptions, 'schema' | 'migrations'>,
): Promise<OrdersDatabase> {
  return openDatabase<OrdersSchema>({ ...options, schema: 'orders', migrations: ORDERS_MIGRATIONS });
}
