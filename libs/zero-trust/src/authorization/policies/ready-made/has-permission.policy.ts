import { denied, permit } from '../access-policy.js';
import type { PolicyDefinition } from '../policy-definition.js';
import { assertTexts } from './assert-arguments.js';
import { definePolicy } from './define-policy.js';
import { reportUndescribed } from './report-undescribed.js';

/**
 * The caller holds every one of these permissions, as `@Permissions` asks for; for use in combinations.
 *
 * @throws TypeError without a permission
 */
export function HasPermission(...permissions: readonly [string, ...string[]]): PolicyDefinition {
  assertTexts('HasPermission', permissions);
  const name = `HasPermission(${permissions.join(', ')})`;
  return definePolicy(name, (scope) => {
    reportUndescribed(name, scope);
    return ({ subject }) => {
      const lacking = permissions.filter((permission) => !subject.permissions.has(permission));
      return lacking.length === 0 ? permit() : denied(`lacks the permission ${lacking.join(' ')}`);
    };
  });
}
