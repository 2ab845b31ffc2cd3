import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ResourceLoaders } from '../authorization/resources/resource-loaders.js';
import { PolicyRules } from '../authorization/policies/rules/policy-rules.js';
import { SubjectDescribers } from '../authorization/subjects/subject-describers.js';
import { BootError, type Finding } from '../kernel/errors.js';
import { ForeignHandlers } from './discovery/foreign-handlers.js';
import { RawRouteCheck } from './discovery/raw-route-check.js';
import { StrayDeclarations } from './discovery/stray-declarations.js';
import { SwallowedVersions } from './discovery/swallowed-versions.js';
import { EnforcementOptions } from './enforcement.options.js';
import { HandBoundGuards } from './hand-bound-guards.js';
import { checkVisibility } from './check-visibility.js';
import { PlanCompiler } from './plan-compiler.js';
import { ReportOnlyCompiler } from './report-only/report-only.compiler.js';
import { parityFindings } from './posture/version-parity.js';
import { RouteExplorer } from './route-explorer.js';
import { RoutePlans } from './route-plans.js';
import { AccessOptions } from '../authorization/access/access.options.js';
import { RelationshipEngine } from '../authorization/relationships/relationship-engine.port.js';

/** Compiles every route before the first request, and refuses to start while one is not fully declared. */
@Injectable()
export class RouteBoot implements OnModuleInit {
  constructor(
    @Inject(EnforcementOptions) private readonly options: EnforcementOptions,
    @Inject(AccessOptions) private readonly access: AccessOptions,
    @Inject(RelationshipEngine) private readonly engine: RelationshipEngine,
    @Inject(ResourceLoaders) private readonly loaders: ResourceLoaders,
    @Inject(SubjectDescribers) private readonly describers: SubjectDescribers,
    @Inject(PolicyRules) private readonly rules: PolicyRules,
    @Inject(RouteExplorer) private readonly explorer: RouteExplorer,
    @Inject(PlanCompiler) private readonly compiler: PlanCompiler,
    @Inject(ReportOnlyCompiler) private readonly reportOnly: ReportOnlyCompiler,
    @Inject(HandBoundGuards) private readonly handBound: HandBoundGuards,
    @Inject(ForeignHandlers) private readonly foreign: ForeignHandlers,
    @Inject(StrayDeclarations) private readonly stray: StrayDeclarations,
    @Inject(SwallowedVersions) private readonly swallowed: SwallowedVersions,
    @Inject(RawRouteCheck) private readonly rawRoutes: RawRouteCheck,
    @Inject(RoutePlans) private readonly plans: RoutePlans,
  ) {}

  /** @throws {@link BootError} `ZT_BOOT_REFUSED` with every finding at once */
  onModuleInit(): void {
    const findings: Finding[] = [
      ...this.loaders.discover(),
      ...this.describers.discover(),
      ...this.rules.findings,
      ...checkVisibility(this.access, this.engine),
    ];
    const explored = this.explorer.explore();
    const routes = explored.filter((route) => this.options.global || this.handBound.concern(route));
    const compiled = routes.map((route) => this.compiler.compile(route));
    findings.push(...compiled.flatMap((route) => route.findings));
    const plans = compiled.map(({ plan }) => plan);
    if (!this.options.global) findings.push(...plans.flatMap((plan) => this.handBound.findUncovered(plan)));
    findings.push(...parityFindings(plans), ...this.swallowed.findings(explored, routes));
    findings.push(...this.foreign.findings(), ...this.stray.findings(), ...this.rawRoutes.findings(explored));
    findings.push(...this.reportOnly.findings());
    if (findings.length > 0) throw new BootError('ZT_BOOT_REFUSED', findings);
    this.plans.set(plans);
    this.reportOnly.announce(plans);
  }
}
