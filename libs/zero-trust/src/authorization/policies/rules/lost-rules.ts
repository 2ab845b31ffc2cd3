import type { Finding } from '../../../kernel/errors.js';
import type { RuleSet } from './compile-rules.js';

/** Rules that routes name and no file has any more. */
export function missingRules(named: Iterable<string>, { names }: RuleSet): readonly Finding[] {
  return [...named]
    .filter((name) => !names.has(name))
    .map((name) => ({
      where: `rule '${name}'`,
      problem: 'a route names it, and no file has it any more',
      remedy: 'Put it back, or remove it from the route first.',
    }));
}

/** Rules that had cases and have none any more: as cases stand last, that is how a file looks that is only half written. */
export function rulesWithoutCases(before: RuleSet, { rules, cases }: RuleSet): readonly Finding[] {
  const proved = new Set(cases.map(({ rule }) => rule));
  const lost = new Set(before.cases.map(({ rule }) => rule).filter((name) => !proved.has(name)));
  return [...lost]
    .filter((name) => rules.has(name))
    .map((name) => ({
      where: `rule '${name}'`,
      problem: 'it had cases and has none any more, as if its file were only half written',
      remedy: 'Keep a case of it; without any it comes into force with the next start.',
    }));
}
