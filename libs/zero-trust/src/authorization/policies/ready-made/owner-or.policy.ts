import { denied, permit } from '../access-policy.js';
import type { PolicyDefinition } from '../policy-definition.js';
import { assertTexts } from './assert-arguments.js';
import { definePolicy } from './define-policy.js';
import { isSameSubject } from './same-subject.js';

/**
 * The caller owns the object, or has one of these roles. Who owns it says the loader's `attributes`.
 *
 * @throws TypeError for a role that is no text
 * @example
 * @Delete(':id') @CanAccess('editor', 'order') @Policy(OwnerOr('admin'))
 */
export function OwnerOr(...roles: readonly string[]): PolicyDefinition {
  if (roles.length > 0) assertTexts('OwnerOr', roles);
  const otherwise = roles.length === 0 ? '' : `, nor ${roles.join(' or ')}`;
  return definePolicy(`OwnerOr(${roles.join(', ')})`, () => ({ subject, object }) => {
    if (isSameSubject(subject, object?.owner)) return permit();
    if (roles.some((role) => subject.roles.includes(role))) return permit();
    return denied(`is not the owner of the object${otherwise}`);
  });
}
