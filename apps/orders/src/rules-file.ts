import { fileURLToPath } from 'node:url';

/** The rules of the orders API that are data. */
export const RULES_FILE = fileURLToPath(new URL('../policies/orders.yaml', import.meta.url));
