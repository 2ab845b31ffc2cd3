import { RiskAssessor } from '../../../kernel/risk-assessor.port.js';
import { denied, permit } from '../access-policy.js';
import type { PolicyDefinition } from '../policy-definition.js';
import { assertNumber } from './assert-arguments.js';
import { definePolicy } from './define-policy.js';

/**
 * The risk of the request is at most this, from 0 (usual) to 100; a risk that is not known is too high. Needs the option
 * `policies.riskAssessor`.
 *
 * @throws TypeError unless the risk is a number from 0 to 100
 */
export function MaximumRisk(risk: number): PolicyDefinition {
  assertNumber('MaximumRisk', risk, 0);
  if (risk > 100) throw new TypeError('MaximumRisk: risks go from 0 to 100.');
  return definePolicy(`MaximumRisk(${risk})`, (scope) => {
    if (scope.provider(RiskAssessor) === undefined) {
      scope.report({
        problem: `@Policy(MaximumRisk(${risk})) would refuse everybody: nothing assesses the risk`,
        remedy: "Set the option 'policies.riskAssessor'.",
      });
    }
    return ({ environment }) => {
      if (environment.risk === undefined) return denied('the risk is not known');
      return environment.risk <= risk ? permit() : denied(`the risk is above ${risk}`);
    };
  });
}
