import { ALLOW, deny, type Decision, type Deny } from '../../kernel/decision.js';
import { chain, type MaybePromise } from '../../kernel/maybe-promise.js';
import type { RequestContext } from '../../kernel/request-context.js';
import type { RouteDeclaration } from '../../kernel/route-declaration.js';
import type { ReportFinding, StageCheck } from '../../kernel/stage.js';
import type { PolicySubject } from '../policies/policy-input.js';
import { isPermission } from './permission-name.js';
import { PERMISSIONS } from './permissions.decorator.js';

/** What tells who holds which permission. */
export interface PermissionSource {
  /** Whether anything grants permissions to anybody. */
  readonly isConfigured: boolean;
  subjectOf(context: RequestContext): MaybePromise<Pick<PolicySubject, 'permissions'>>;
}

/** Every permission that a route demands, once. */
export function permissionsOf(route: RouteDeclaration): readonly string[] {
  return [...new Set(route.declared(PERMISSIONS).flat())];
}

/** Compiles the check of `@Permissions`; `undefined` where none is demanded. */
export function compilePermissionCheck(
  route: RouteDeclaration,
  source: PermissionSource,
  report: ReportFinding,
): StageCheck | undefined {
  const declared = route.declared(PERMISSIONS);
  if (declared.length === 0) return undefined;
  const required = permissionsOf(route);
  reportMalformed(declared, report);
  if (!source.isConfigured) reportUngranted(required, report);
  return (context) => {
    if (context.principal === undefined) return missing(required, required);
    return chain(source.subjectOf(context), ({ permissions }) => judge(required, permissions));
  };
}

function judge(required: readonly string[], held: ReadonlySet<string>): Decision {
  const lacking = required.filter((permission) => !held.has(permission));
  return lacking.length === 0 ? ALLOW : missing(required, lacking);
}

function reportMalformed(declared: readonly (readonly string[])[], report: ReportFinding): void {
  const malformed = declared.flat().filter((permission) => !isPermission(permission));
  if (malformed.length === 0 && declared.every((list) => list.length > 0)) return;
  report({
    problem: `@Permissions(${malformed.map((name) => JSON.stringify(name)).join(', ')}) names no valid permission`,
    remedy: "Name at least one; each is one word without '*', such as 'users:delete'.",
  });
}

function reportUngranted(required: readonly string[], report: ReportFinding): void {
  report({
    problem: `@Permissions(${required.map((name) => `'${name}'`).join(', ')}) can be held by nobody`,
    remedy:
      "Grant permissions: set the option 'permissions' (roles or claim) and, with several issuers, 'describesSubjects' of those that are believed; or give them by the application's provider of subjects.",
  });
}

function missing(required: readonly string[], lacking: readonly string[]): Deny {
  return deny({
    code: 'ZT_PERMISSION_MISSING',
    kind: 'forbidden',
    detail: `You do not have the permission ${lacking.join(' ')}.`,
    reason: `the caller lacks the permission ${lacking.join(' ')}`,
    evidence: { required, missing: lacking },
  });
}
