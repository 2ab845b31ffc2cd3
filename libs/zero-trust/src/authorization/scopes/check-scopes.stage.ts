import { Inject, Injectable } from '@nestjs/common';
import type { RouteDeclaration } from '../../kernel/route-declaration.js';
import type { ReportFinding, Stage, StageCheck } from '../../kernel/stage.js';
import {
  compilePermissionCheck,
  permissionsOf,
  type PermissionSource,
} from '../permissions/permission-check.js';
import { PermissionGrants } from '../permissions/permission-grants.js';
import { PolicyInputs } from '../policies/policy-inputs.js';
import { DescribingIssuers } from '../subjects/describing-issuers.js';
import { SubjectDescribers } from '../subjects/subject-describers.js';
import { KnownScopeGrants } from './known-scope-grants.js';
import { compileScopeCheck, scopesOf } from './scope-check.js';

/** Does the token carry the scopes that the route needs, and does the caller hold the permissions? */
@Injectable()
export class CheckScopesStage implements Stage {
  readonly name = 'check-scopes';
  readonly #grants = new KnownScopeGrants();

  constructor(
    @Inject(PolicyInputs) private readonly inputs: PolicyInputs,
    @Inject(PermissionGrants) private readonly grants: PermissionGrants,
    @Inject(DescribingIssuers) private readonly issuers: DescribingIssuers,
    @Inject(SubjectDescribers) private readonly describers: SubjectDescribers,
  ) {}

  compile(route: RouteDeclaration, report: ReportFinding): StageCheck | undefined {
    const scopes = compileScopeCheck(route, this.#grants, report);
    const permissions = compilePermissionCheck(route, this.permissionSource(), report);
    if (scopes === undefined || permissions === undefined) return scopes ?? permissions;
    return (context) => {
      const decision = scopes(context);
      return decision.effect === 'deny' ? decision : permissions(context);
    };
  }

  describe(route: RouteDeclaration): readonly string[] {
    return [
      ...scopesOf(route),
      ...permissionsOf(route).map((permission) => this.grants.describe(permission)),
    ];
  }

  private permissionSource(): PermissionSource {
    return {
      isConfigured:
        (this.grants.isConfigured && !this.issuers.isEmpty) || this.describers.find() !== undefined,
      subjectOf: (context) => this.inputs.subjectOf(context),
    };
  }
}
