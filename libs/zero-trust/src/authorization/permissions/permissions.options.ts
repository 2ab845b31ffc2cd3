import { stepsOf, type ClaimPath } from '../../kernel/claim-path.js';

/** Who holds which permission; see `@Permissions`. */
export interface PermissionsOptions {
  /**
   * Permissions by role.
   *
   * @defaultValue `{}`: roles grant none
   */
  readonly roles?: Readonly<Record<string, readonly string[]>>;
  /**
   * Claim of the access token that lists permissions.
   *
   * @defaultValue none: tokens grant none
   */
  readonly claim?: ClaimPath;
  /**
   * Whether what is granted may end in `*`, which stands for anything: `users:*`, or `*` alone for everything.
   *
   * @defaultValue false
   */
  readonly wildcards?: boolean;
}

/** {@link PermissionsOptions} with every default filled in. */
export interface ResolvedPermissionsOptions {
  readonly roles: Readonly<Record<string, readonly string[]>>;
  /** Member names from the outermost object inwards. */
  readonly claim: readonly string[] | undefined;
  readonly wildcards: boolean;
}

/** Injection token of the {@link ResolvedPermissionsOptions}. */
export const ResolvedPermissionsOptions = Symbol('ResolvedPermissionsOptions');

/** Fills in the defaults. What is passed stays as it is. */
export function resolvePermissionsOptions(options: PermissionsOptions = {}): ResolvedPermissionsOptions {
  const roles = Object.entries(options.roles ?? {}).map(([role, granted]) => [role, [...granted]] as const);
  const claim = options.claim === undefined ? undefined : stepsOf(options.claim);
  return { roles: Object.fromEntries(roles), claim, wildcards: options.wildcards ?? false };
}
