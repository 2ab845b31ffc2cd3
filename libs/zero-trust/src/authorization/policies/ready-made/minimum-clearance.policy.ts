import { denied, permit } from '../access-policy.js';
import type { PolicyDefinition } from '../policy-definition.js';
import { assertNumber, assertTexts } from './assert-arguments.js';
import { definePolicy } from './define-policy.js';
import { reportUndescribed } from './report-undescribed.js';

/** Which objects need the clearance. */
export interface MinimumClearanceOptions {
  /**
   * Classifications that need none. Every other needs it, and so does an object without one.
   *
   * @defaultValue none: each object needs it
   */
  readonly except?: readonly string[];
}

/**
 * The caller has at least this clearance.
 *
 * @throws TypeError unless the clearance is a number of at least 0
 * @example
 * @Get(':id') @CanAccess('viewer', 'order') @Policy(MinimumClearance(3, { except: ['internal'] }))
 */
export function MinimumClearance(
  clearance: number,
  { except = [] }: MinimumClearanceOptions = {},
): PolicyDefinition {
  assertNumber('MinimumClearance', clearance, 0);
  if (except.length > 0) assertTexts('MinimumClearance, except', except);
  const suffix = except.length === 0 ? '' : `, except ${except.join(', ')}`;
  const name = `MinimumClearance(${clearance}${suffix})`;
  return definePolicy(name, (scope) => {
    reportUndescribed(name, scope);
    return ({ subject, object }) => {
      const { classification } = object ?? {};
      if (classification !== undefined && except.includes(classification)) return permit();
      if (subject.clearance !== undefined && subject.clearance >= clearance) return permit();
      return denied(`the clearance is not at least ${clearance}`);
    };
  });
}
