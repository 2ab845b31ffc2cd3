import type { RuleSet } from '../../../authorization/policies/rules/compile-rules.js';
import type { PoliciesCommand } from '../policies-command.js';
import { formatProblems } from './check.command.js';

/** `policies test`. */
export const testCommand: PoliciesCommand = {
  summary: 'runs the cases that stand beside the rules',
  help: `Usage: policies test [FILE…] [--json]

Runs the cases of every rule, prints what came of each and in the end 'N passed, N failed'. Exit code 1 if one failed, or if
something is wrong with the rules themselves.

Example:
  policies test policies/orders.yaml`,
  run({ set, files, isJson }, output) {
    const { version, problems, cases } = set;
    const failed = cases.filter(({ failure }) => failure !== undefined).length;
    const passed = cases.length - failed;
    if (isJson) output.print(JSON.stringify({ files, version, passed, failed, problems, cases }, null, 2));
    else {
      if (problems.length > 0) output.print(formatProblems(problems));
      for (const line of formatCases(set)) output.print(line);
      output.print(`${passed} passed, ${failed} failed`);
    }
    return failed === 0 && problems.length === 0 ? 0 : 1;
  },
};

function formatCases({ rules, cases }: RuleSet): readonly string[] {
  return [...rules.keys()].flatMap((rule) => {
    const own = cases.filter((each) => each.rule === rule);
    const lines = own.map(({ name, where, failure }) =>
      failure === undefined ? `  ok    ${name}` : `  FAIL  ${name}: ${failure}\n        at ${where}`,
    );
    return [rule, ...(own.length === 0 ? ['  no cases'] : lines)];
  });
}
