import { DeclarationKey, declares, type DeclarationDecorator } from '../../kernel/route-declaration.js';
import type { PolicyClass } from './access-policy.js';

/** Policies that must all permit. */
export const POLICIES = new DeclarationKey<readonly PolicyClass[]>('policies');

/**
 * Every one of these policies must permit the request. Each is a provider of the application.
 *
 * @example
 * @Post(':id/approve') @CanAccess('editor', 'order') @Policy(ConfidentialNeedsClearance, ContractorsInOfficeHours)
 */
export function Policy(...policies: readonly [PolicyClass, ...PolicyClass[]]): DeclarationDecorator {
  return declares(POLICIES, policies);
}
