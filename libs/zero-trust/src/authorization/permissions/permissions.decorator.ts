import { DeclarationKey, declares, type DeclarationDecorator } from '../../kernel/route-declaration.js';

/** Permissions that a caller must hold, all of them. */
export const PERMISSIONS = new DeclarationKey<readonly string[]>('permissions');

/**
 * The caller must hold every one of these permissions: by its roles and the option `permissions.roles`, by the claim that
 * `permissions.claim` names, or by what the application's own provider of subjects says. Those of the class and of the method
 * add up. A permission is one word; a wildcard is never demanded, only granted.
 *
 * @example
 * @Delete(':id') @Permissions('users:delete') @CanAccess('admin', 'organization', { from: 'params.organizationId' })
 */
export function Permissions(...permissions: readonly [string, ...string[]]): DeclarationDecorator {
  return declares(PERMISSIONS, permissions);
}
