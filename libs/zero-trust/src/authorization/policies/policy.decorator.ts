import { DeclarationKey, declares, type DeclarationDecorator } from '../../kernel/route-declaration.js';
import type { PolicyTerm } from './policy-definition.js';

/** Policies that must all permit. */
export const POLICIES = new DeclarationKey<readonly PolicyTerm[]>('policies');

/**
 * Every one of these policies must permit the request: classes that are providers of the application, ready-made policies,
 * rules from files, and combinations of them. Those of the class and of the method add up.
 *
 * @example
 * @Post(':id/approve') @CanAccess('editor', 'order') @Policy(ConfidentialNeedsClearance, anyOf(OfficeHours, not(HasRole('contractor'))))
 */
export function Policy(...policies: readonly [PolicyTerm, ...PolicyTerm[]]): DeclarationDecorator {
  return declares(POLICIES, policies);
}
