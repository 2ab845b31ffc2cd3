import { denied, permit } from '../access-policy.js';
import type { PolicyDefinition } from '../policy-definition.js';
import { assertTexts } from './assert-arguments.js';
import { definePolicy } from './define-policy.js';
import { reportUndescribed } from './report-undescribed.js';

/**
 * The caller has one of these roles.
 *
 * @throws TypeError without a role
 */
export function HasRole(...roles: readonly [string, ...string[]]): PolicyDefinition {
  assertTexts('HasRole', roles);
  const name = `HasRole(${roles.join(', ')})`;
  return definePolicy(name, (scope) => {
    reportUndescribed(name, scope);
    return ({ subject }) =>
      roles.some((role) => subject.roles.includes(role))
        ? permit()
        : denied(`has no role ${roles.join(' or ')}`);
  });
}
