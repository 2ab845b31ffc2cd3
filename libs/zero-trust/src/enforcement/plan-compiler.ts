import { Inject, Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { AnswerFilters } from '../authorization/fields/answer-filters.js';
import { actionOf } from '../authorization/policies/action.decorator.js';
import { RelationshipEngine } from '../authorization/relationships/relationship-engine.port.js';
import type { Finding } from '../kernel/errors.js';
import { PUBLIC } from '../kernel/public.decorator.js';
import type { JudgedBy } from '../kernel/request-context.js';
import type { RouteDeclaration } from '../kernel/route-declaration.js';
import { STAGE_BITS, type Stage, type StageName } from '../kernel/stage.js';
import { skipsThrottling } from '../traffic/limits/declared-throttles.js';
import type { PlanStep, RoutePlan } from './plan.js';
import { ReportOnlyCompiler } from './report-only/report-only.compiler.js';
import { versionsOf } from './lifecycle/route-version.js';
import { STAGES, type StageRow } from './stages.js';

/** A plan, and what is wrong with the route. */
export interface CompiledRoute {
  readonly plan: RoutePlan;
  readonly findings: readonly Finding[];
}

/** Turns what is declared on a route into the list of questions to ask. */
@Injectable()
export class PlanCompiler {
  constructor(
    @Inject(ModuleRef) private readonly modules: ModuleRef,
    @Inject(ReportOnlyCompiler) private readonly reportOnly: ReportOnlyCompiler,
    @Inject(RelationshipEngine) private readonly engine: RelationshipEngine,
    @Inject(AnswerFilters) private readonly answers: AnswerFilters,
  ) {}

  compile(route: RouteDeclaration): CompiledRoute {
    const findings: Finding[] = [];
    const where = `${route.name} (${route.method} ${route.paths.join(', ')})`;
    const report = (finding: Omit<Finding, 'where'>): void => void findings.push({ where, ...finding });
    const rows = STAGES.map((row) => ({ row, stage: this.modules.get<Stage>(row.stage, { strict: false }) }));
    const controls: Controls = {};
    const trials = this.reportOnly.trialsOf(route, report);
    const steps: PlanStep[] = [];
    for (const { row, stage } of rows) {
      const { check, trial } = trials.compile(stage);
      const demands = stage.describe(route);
      if (demands.length > 0) controls[stage.name] = demands;
      if (check !== undefined) {
        const { name } = stage;
        steps.push({ name, bit: STAGE_BITS[name], part: row.part, beforeBody: row.beforeBody, check, trial });
      }
    }
    const authorizing = rows.filter(({ row, stage }) => isAuthorizing(row, stage, controls));
    checkOpenness(route, { authorizing: authorizing.map(({ stage }) => stage.name), report });
    const publicReason = route.declared(PUBLIC)[0];
    const plan = {
      route,
      action: actionOf(route),
      publicReason,
      skipsAddressLimit: publicReason !== undefined && skipsThrottling(route),
      steps,
      stageBits: steps.reduce((bits, { bit }) => bits | bit, 0),
      stepsBeforeBody: steps.filter(({ beforeBody }) => beforeBody),
      controls,
      filterAnswer: this.answers.compile(route, report),
      sealsAnswer: this.answers.areTheOnlyWay(route),
      reportOnly: trials.controls,
      judgedBy: this.judgedBy(route, steps),
    };
    return { plan, findings };
  }

  private judgedBy(route: RouteDeclaration, steps: readonly PlanStep[]): JudgedBy {
    const stages = steps.map(({ name }) => name);
    const model = stages.includes('check-relationship') ? this.engine.modelVersion : undefined;
    return Object.freeze({ stages, model, version: versionsOf(route.mounts) });
  }
}

type Controls = Partial<Record<StageName, readonly string[]>>;

function isAuthorizing(row: StageRow, stage: Stage, controls: Controls): boolean {
  return row.authorizes && controls[stage.name] !== undefined;
}

interface Openness {
  readonly authorizing: readonly StageName[];
  readonly report: (finding: Omit<Finding, 'where'>) => void;
}

/** A route says who may call it, or why everybody may; never neither, never both. */
function checkOpenness(route: RouteDeclaration, { authorizing, report }: Openness): void {
  const reasons = route.declared(PUBLIC);
  if (reasons.length === 0 && authorizing.length === 0) {
    report({
      problem: 'declares nothing about who may call it',
      remedy: "Add @Scopes('…'), @CanAccess('…', '…') or @Policy(…); or @Public('why') if everybody may.",
    });
  }
  if (reasons.length > 0 && authorizing.length > 0) {
    report({
      problem: `is @Public and restricted at once (${authorizing.join(', ')})`,
      remedy: 'Remove @Public, or the restrictions; a class adds to its methods.',
    });
  }
  if (reasons.some((reason) => typeof reason !== 'string' || reason.trim() === '')) {
    report({
      problem: '@Public gives no reason',
      remedy: "Say why: @Public('the load balancer probes it').",
    });
  }
}
