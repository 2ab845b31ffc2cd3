import type { BenchReport } from './bench-report.js';
import { neverSeenTable, pairTable, type Table } from './tables.js';

/** The report for eyes: columns that stand under each other. */
export function formatText(report: BenchReport): string {
  const tables = [pairTable(report), neverSeenTable(report)].filter(hasRows).map(formatColumns);
  return [headLine(report), ...tables, ...report.leftOut].join('\n\n');
}

/** The report for `docs/performance.md`. */
export function formatMarkdown(report: BenchReport): string {
  const tables = [pairTable(report), neverSeenTable(report)].filter(hasRows).map(formatMarkdownTable);
  return [headLine(report), ...tables, ...report.leftOut].join('\n\n');
}

function headLine({ node, cpu, cores, secondsPerRound, pairs }: BenchReport): string {
  const rounds = Math.max(0, ...pairs.map((pair) => pair.rounds));
  return (
    `Node ${node} on ${cores} cores of ${cpu}; ${rounds} rounds of ${secondsPerRound} s; ` +
    'medians, with the least and the greatest in brackets.'
  );
}

function hasRows(table: Table): boolean {
  return table.length > 1;
}

function formatColumns(table: Table): string {
  const widths = widthsOf(table);
  return table.map((row) => padded(row, widths).join('  ').trimEnd()).join('\n');
}

/** Rows as a table of a Markdown file. */
export function formatMarkdownTable([heading = [], ...rows]: Table): string {
  const widths = widthsOf([heading, ...rows]);
  const rule = widths.map((width) => '-'.repeat(width));
  return [heading, rule, ...rows].map((row) => `| ${padded(row, widths).join(' | ')} |`).join('\n');
}

function padded(row: readonly string[], widths: readonly number[]): readonly string[] {
  return row.map((cell, column) => cell.padEnd(widths[column] ?? 0));
}

function widthsOf(table: Table): readonly number[] {
  return (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
}
