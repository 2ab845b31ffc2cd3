import type { Finding } from '../../kernel/errors.js';
import { isGrant } from './permission-name.js';
import type { PermissionsOptions } from './permissions.options.js';

/** What the form of the option `permissions` alone cannot tell. */
export function permissionFindings(options: PermissionsOptions | undefined): readonly Finding[] {
  if (options === undefined) return [];
  const { roles = {}, wildcards = false } = options;
  return Object.entries(roles).flatMap(([role, granted]) =>
    granted.filter((grant) => !isGrant(grant, wildcards)).map((grant) => malformed(role, grant, wildcards)),
  );
}

function malformed(role: string, grant: string, wildcards: boolean): Finding {
  const isWildcard = !wildcards && isGrant(grant, true);
  return {
    where: `options.permissions.roles.${role}`,
    problem: isWildcard
      ? `grants '${grant}', but wildcards are not asked for`
      : `grants '${grant}', which is no permission`,
    remedy: isWildcard
      ? "Name each permission, or set 'permissions.wildcards' to true."
      : "Use one word such as 'users:delete'; with wildcards also 'users:*' and '*'.",
  };
}
