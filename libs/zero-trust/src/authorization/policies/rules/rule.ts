import type { PolicyDefinition } from '../policy-definition.js';
import { PolicyRules } from './policy-rules.js';

/**
 * A rule of the files that the option `policies.rules` names. That there is such a rule is checked at boot.
 *
 * @example
 * @Get(':id/export') @CanAccess('viewer', 'order') @Policy(rule('sensitive-orders-stay'))
 */
export function rule(name: string): PolicyDefinition {
  if (typeof name !== 'string' || name === '') throw new TypeError("rule('…') needs the name of a rule");
  const shown = `rule(${name})`;
  return {
    name: shown,
    rules: [name],
    compile({ provider, report }) {
      const rules = provider(PolicyRules);
      if (rules?.require(name) !== true) {
        report({
          problem: `it names the rule '${name}', which no file has`,
          remedy: `Add '${name}' to a file that the option policies.rules names, or correct the name.`,
        });
        return undefined;
      }
      const masks = rules.masksOf(name);
      return {
        name: shown,
        mayMask: masks.length > 0,
        masks,
        evaluate: (input) => rules.evaluate(name, input),
      };
    },
  };
}
