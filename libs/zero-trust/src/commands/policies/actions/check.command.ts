import type { Finding } from '../../../kernel/errors.js';
import type { PoliciesCommand } from '../policies-command.js';

/** `policies check`. */
export const checkCommand: PoliciesCommand = {
  summary: 'says what is wrong with files of rules',
  help: `Usage: policies check [FILE…] [--json]

Reads the rules, checks their types and prints everything that is wrong with its line and column. Exit code 1 if there is
anything.

Example:
  policies check policies/orders.yaml`,
  run({ set: { problems, rules, version }, files, isJson }, output) {
    if (isJson) output.print(JSON.stringify({ files, version, rules: [...rules.keys()], problems }, null, 2));
    else if (problems.length === 0) output.print(`${count(rules.size, 'rule')}, nothing to mend`);
    else output.print(formatProblems(problems));
    return problems.length === 0 ? 0 : 1;
  },
};

/** Each problem with its place, and what to do about it below. */
export function formatProblems(problems: readonly Finding[]): string {
  const lines = problems.map(({ where, problem, remedy }) => `${where} ${problem}\n    ${remedy}`);
  return [...lines, `${count(problems.length, 'thing')} to mend`].join('\n');
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
