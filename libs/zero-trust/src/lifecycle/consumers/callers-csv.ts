import { stringify } from 'csv-stringify/sync';
import type { CallerRow } from './lifecycle-report.js';

const COLUMNS: readonly (keyof CallerRow)[] = [
  'caller',
  'issuer',
  'clientId',
  'subject',
  'route',
  'version',
  'deprecatedSince',
  'end',
  'successor',
  'firstSeen',
  'lastSeen',
  'answered',
  'refused',
  'brownout',
  'afterEnd',
];

/**
 * Where a spreadsheet would see a formula begin: also behind what it may take for the end of a cell, behind blanks, and with the
 * full-width forms of its signs.
 */
const FORMULA = /(^|[;\t\r\n])(\s*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g;

/**
 * Rows as CSV (RFC 4180), with a heading. Subjects and clients come from issuers, who may let people choose them: what a spreadsheet
 * would take for a formula is made a text.
 *
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
export function callersCsv(rows: readonly CallerRow[]): string {
  return stringify([...rows], {
    header: true,
    columns: [...COLUMNS],
    record_delimiter: 'windows',
    // For a tab or a carriage return at the beginning, whatever follows.
    escape_formulas: true,
    cast: { string: (text) => text.replaceAll(FORMULA, "$1$2'") },
  });
}
