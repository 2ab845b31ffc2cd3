import { Inject, Injectable } from '@nestjs/common';
import { follow } from '../../kernel/claim-path.js';
import { ResolvedPermissionsOptions } from './permissions.options.js';
import { permissionSet } from './permission-set.js';

/** What permissions are worked out from. */
export interface PermissionSources {
  readonly roles: readonly string[];
  /** Verified claims of the token. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** What the application's own provider of subjects says, if it says anything; it goes before the claim. */
  readonly provided?: readonly string[];
}

/** Works out what a caller holds, by the option `permissions`. */
@Injectable()
export class PermissionGrants {
  constructor(@Inject(ResolvedPermissionsOptions) private readonly options: ResolvedPermissionsOptions) {}

  /** What the roles grant, and what the provider or else the claim grants. */
  of({ roles, claims, provided }: PermissionSources): ReadonlySet<string> {
    const { wildcards } = this.options;
    return permissionSet([...this.byRoles(roles), ...(provided ?? this.byClaim(claims))], wildcards);
  }

  /** Whether the options grant anything to anybody. */
  get isConfigured(): boolean {
    return this.options.claim !== undefined || Object.keys(this.options.roles).length > 0;
  }

  /** In words, who holds a permission by the options; what a provider of subjects gives is not known. */
  describe(permission: string): string {
    const { roles, claim, wildcards } = this.options;
    const granting = Object.keys(roles).filter((role) =>
      permissionSet(roles[role] ?? [], wildcards).has(permission),
    );
    const sources = [
      ...granting.map((role) => `role ${role}`),
      ...(claim ? [`claim ${claim.join('.')}`] : []),
    ];
    return `permission ${permission}${sources.length === 0 ? '' : ` (${sources.join(' or ')})`}`;
  }

  private byRoles(roles: readonly string[]): readonly string[] {
    // A role named like something that every object has, such as `constructor`, grants nothing.
    return roles.flatMap((role) =>
      Object.hasOwn(this.options.roles, role) ? (this.options.roles[role] ?? []) : [],
    );
  }

  /** A list of texts, or one text with spaces between, as scopes are written. Anything else grants nothing. */
  private byClaim(claims: Readonly<Record<string, unknown>>): readonly unknown[] {
    const { claim } = this.options;
    const value = claim === undefined ? undefined : follow(claims, claim);
    if (typeof value === 'string') return value.split(' ');
    return Array.isArray(value) ? value : [];
  }
}
