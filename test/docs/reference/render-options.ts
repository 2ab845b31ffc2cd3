import type { OptionRow } from './option-rows.js';
import { SECTIONS, type OptionTable } from './option-tables.js';
import { table } from './table.js';

/** The rows of a type that belong into one of its tables. */
export function selectRows(
  rows: readonly OptionRow[],
  { below, without = [] }: OptionTable,
): readonly OptionRow[] {
  const isBelow = (path: string, name: string): boolean =>
    path.startsWith(`${name}.`) || path.startsWith(`${name}[`);
  const selected = rows.filter(
    ({ path }) =>
      (below === undefined || isBelow(path, below)) && !without.some((name) => isBelow(path, name)),
  );
  const isShownBelow = (name: string): boolean =>
    SECTIONS.includes(name) || selected.some(({ path }) => isBelow(path, name));
  return selected.map((row) => ({ ...row, isGroup: row.isGroup && isShownBelow(row.path) }));
}

/** A Markdown table of options, with defaults as they really are. */
export function renderOptions(rows: readonly OptionRow[], { resolved, given = [] }: OptionTable): string {
  return table(
    ['Option', 'Default', ''],
    rows.map((row) => {
      const value = given.includes(row.path) ? undefined : valueAt(resolved, row.path);
      return [`\`${row.path}\``, defaultCell(row, value), meaning(row)];
    }),
  );
}

/** The value of a path, of the first of a list's items. */
export function valueAt(root: unknown, path: string): unknown {
  return path
    .replaceAll('[]', '.0')
    .split('.')
    .reduce((value, step) => (value as Readonly<Record<string, unknown>> | undefined)?.[step], root);
}

/** Whether a default can be shown as it is; what has methods, or depends on other options, is told in words. */
export function isData(value: unknown): boolean {
  if (typeof value === 'function') return false;
  if (typeof value !== 'object' || value === null) return value !== undefined;
  return Array.isArray(value) || Object.values(value).every((part) => typeof part === 'number');
}

/** A value at the beginning of a `@defaultValue`, and the words behind it. */
const LITERAL =
  /^(?:`[[{'"\d][^`]*`|'[^']*'|\d[\d,]*(?! ?[A-Za-z])|true\b|false\b|`(?:true|false|\w+)`)(?<words>.*)$/;

/** Whether a `@defaultValue` begins with a value, not with words. */
export function isLiteral(defaultText: string): boolean {
  return LITERAL.test(defaultText);
}

function defaultCell({ isRequired, isGroup, defaultText }: OptionRow, value: unknown): string {
  if (isRequired) return 'required';
  if (isGroup && defaultText === undefined) return 'as below';
  const words = LITERAL.exec(defaultText ?? 'none')?.groups?.['words'];
  return words !== undefined && isData(value) ? `\`${inline(value)}\`${words}` : (defaultText ?? 'none');
}

/** JSON on one line, as people write it. */
function inline(value: unknown): string {
  const spaced = JSON.stringify(value, null, 1).replaceAll(/\n\s*/g, ' ');
  return Array.isArray(value) ? `[${spaced.slice(1, -1).trim()}]` : spaced;
}

function meaning({ text, link }: OptionRow): string {
  return link === undefined ? text : `${text} [More](../${link}).`;
}
