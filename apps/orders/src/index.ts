export { createOrdersApp, type OrdersApp, type OrdersAppOptions } from './create-app.js';
export { openOrdersDatabase } from './database/open-orders-database.js';
export { ORDERS_SETTINGS, type OrdersDatabase, type OrdersEnvironment } from './orders.tokens.js';
export { SqlStandingStore } from './standing/sql-standing-store.js';
