import type { Finding } from '../../../kernel/errors.js';

/** Findings as lines of a text, each with its place. */
export function describeFindings(findings: readonly Finding[]): string {
  return findings.map(({ where, problem, remedy }) => `  ${where} ${problem}. ${remedy}`).join('\n');
}
