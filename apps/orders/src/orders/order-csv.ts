import { stringify } from 'csv-stringify/sync';
import type { Order, OrderItem } from './order.js';

/** What an export shows: like a view of the order, without what only editors see. */
const COLUMNS = [
  'id',
  'organizationId',
  'creatorId',
  'customerName',
  'customerEmail',
  'status',
  'sku',
  'quantity',
  'unitPriceCents',
  'totalCents',
  'currency',
  'classification',
  'sensitive',
  'createdAt',
  'updatedAt',
] as const;

/** Where a spreadsheet would see a formula begin: also behind what it may take for the end of a cell, and behind blanks. */
const FORMULA = /(^|[;\t\r\n])(\s*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g;

/**
 * An order as CSV (RFC 4180), a record for each of its lines. What a spreadsheet would take for a formula is made a text.
 *
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
export function toCsv(order: Order): string {
  return stringify(
    order.items.map((item) => toRow(order, item)),
    {
      header: true,
      columns: [...COLUMNS],
      record_delimiter: 'windows',
      // For a tab or a carriage return at the beginning, whatever follows.
      escape_formulas: true,
      cast: { string: (text) => text.replaceAll(FORMULA, "$1$2'") },
    },
  );
}

/** Of these fields only the columns are written, so that a new one is never exported by accident. */
function toRow(order: Order, item: OrderItem): Readonly<Record<(typeof COLUMNS)[number], unknown>> {
  return {
    ...order,
    ...item,
    sensitive: String(order.sensitive),
    createdAt: order.createdAt.toISOString(),
    updatedAt: order.updatedAt.toISOString(),
  };
}
