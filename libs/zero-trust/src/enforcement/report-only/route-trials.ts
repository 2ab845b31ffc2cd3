import { POLICIES } from '../../authorization/policies/policy.decorator.js';
import type { Clock } from '../../kernel/clock.port.js';
import { ALLOW } from '../../kernel/decision.js';
import type { DeclarationKey, RouteDeclaration } from '../../kernel/route-declaration.js';
import type { ReportFinding, Stage, StageCheck } from '../../kernel/stage.js';
import { ALWAYS_ENFORCED, type ReportableStage, type ReportOnlyControl } from './report-only.options.js';
import { isOver, type ActiveRule } from './report-only-rules.js';
import type { Trial } from './trial.js';

/** A stage of a route: what of it is enforced, and what is only tried. */
export interface TriedStage {
  /** `undefined` if the route does not raise the question. */
  readonly check: StageCheck | undefined;
  readonly trial: Trial | undefined;
}

/** What the stages of one route are compiled with. */
export interface RouteTrialsInit {
  readonly route: RouteDeclaration;
  /** Those that hold for the route. */
  readonly rules: readonly ActiveRule[];
  readonly clock: Clock;
  readonly report: ReportFinding;
}

const PASS: StageCheck = () => ALLOW;

/** Compiles the stages of one route, each with what report-only rules take out of it. */
export class RouteTrials {
  /** What is recorded only, in the order of the stages. */
  readonly controls: ReportOnlyControl[] = [];

  constructor(private readonly init: RouteTrialsInit) {}

  compile(stage: Stage): TriedStage {
    const { route, rules, report } = this.init;
    if (rules.length === 0 || !isReportable(stage.name)) {
      return { check: stage.compile(route, report), trial: undefined };
    }
    const whole = rules.filter((rule) => holdsFor(rule, stage.name as ReportableStage));
    if (whole.length > 0) return this.tryStage(stage, whole);
    const named =
      stage.name === 'check-policies' ? rules.filter(({ policies }) => policies !== undefined) : [];
    return this.tryPolicies(stage, named);
  }

  private tryStage(stage: Stage, rules: readonly ActiveRule[]): TriedStage {
    const { route, report } = this.init;
    const check = stage.compile(route, report);
    if (check === undefined) return { check, trial: undefined };
    this.keep(stage, { rules, policies: undefined });
    return { check: PASS, trial: this.trial(check, { rules, stage }) };
  }

  /** The stage twice: as if only the enforced policies stood on the route, and as if only the tried ones did. */
  private tryPolicies(stage: Stage, rules: readonly ActiveRule[]): TriedStage {
    const { route, report } = this.init;
    const declared = [...new Set(route.declared(POLICIES).flat())];
    const isTried = ({ name }: Named): boolean => rules.some(({ policies }) => policies?.includes(name));
    const tried = declared.filter(isTried);
    if (tried.length === 0) return { check: stage.compile(route, report), trial: undefined };
    const policies = tried.map(({ name }) => name);
    const reportOnce = withoutRepeats(report);
    const rest = declared.filter((policy) => !isTried(policy));
    const check = stage.compile(declaring(route, POLICIES, [rest]), reportOnce) ?? PASS;
    const trial = stage.compile(declaring(route, POLICIES, [tried]), reportOnce);
    const naming = rules.filter((rule) => rule.policies?.some((name) => policies.includes(name)));
    this.keep(stage, { rules: naming, policies });
    return { check, trial: trial && this.trial(trial, { rules: naming, stage }) };
  }

  /** Of several rules the one that ends first counts. */
  private trial(check: StageCheck, { rules, stage }: { rules: readonly ActiveRule[]; stage: Stage }): Trial {
    const { route, clock } = this.init;
    return {
      check,
      standIn: stage.standIn?.(route),
      isOver: () => rules.some((rule) => isOver(rule, clock)),
    };
  }

  private keep(
    { name }: Stage,
    { rules, policies }: Pick<ReportOnlyControl, 'policies'> & { rules: readonly ActiveRule[] },
  ): void {
    const first = rules.toSorted((a, b) => a.endsAt - b.endsAt)[0] as ActiveRule;
    for (const { met, stages } of rules) {
      for (const stage of stages ?? []) if (stage === name) met.add(stage);
      for (const policy of policies ?? []) met.add(policy);
    }
    const { reason, until } = first;
    this.controls.push({ stage: name as ReportableStage, policies, reason, until });
  }
}

interface Named {
  readonly name: string;
}

function isReportable(stage: Stage['name']): boolean {
  return !(ALWAYS_ENFORCED as readonly string[]).includes(stage);
}

/** `confirm-objects` is the second half of `check-relationship`. Handlers rely on validated bodies: that is given up only by name. */
function holdsFor({ stages, policies }: ActiveRule, stage: ReportableStage): boolean {
  if (policies !== undefined) return false;
  if (stages === undefined) return stage !== 'inspect-request';
  if (stages.includes(stage)) return true;
  return stage === 'confirm-objects' && stages.includes('check-relationship');
}

/** The route as if only `values` were declared under `key`. */
function declaring<T>(
  route: RouteDeclaration,
  key: DeclarationKey<T>,
  values: readonly T[],
): RouteDeclaration {
  return {
    ...route,
    declared: <V>(asked: DeclarationKey<V>) =>
      (asked as unknown) === key ? (values as unknown as readonly V[]) : route.declared(asked),
  };
}

/** What is wrong with the route, and not with a policy, is found twice. */
function withoutRepeats(report: ReportFinding): ReportFinding {
  const reported = new Set<string>();
  return (finding) => {
    if (!reported.has(finding.problem)) report(finding);
    reported.add(finding.problem);
  };
}
